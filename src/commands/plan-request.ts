import { parseBandwidth } from "../plan/caches/bandwidth.ts";
import { type Level, levels } from "../plan/demand/demand.ts";
import type { SaidPolicy } from "../plan/policy.ts";
import { type NodeChanges, parseWhatIf } from "../plan/what-if.ts";
import { UserError } from "../user-error.ts";
import type { ClusterLogin } from "./cluster-flags.ts";
import type { ManifestRequest } from "./find-manifests.ts";
import { choice, type GivenSettings, lintRequestOf } from "./lint-request.ts";

/** What is to be planned and how. What is left out comes from the configuration. */
export interface PlanRequest extends ManifestRequest {
  readonly kubernetesVersion: string | undefined;
  /** A file, or `-`; without it those of the declared clusters. */
  readonly inventory: string | undefined;
  readonly lock: string | undefined;
  /** What to compare with: a revision, the cluster, or nothing. */
  readonly before: { readonly base: string } | { readonly live: ClusterLogin } | undefined;
  readonly whatIf: NodeChanges;
  /** Bytes per second. */
  readonly bandwidth: number | undefined;
  readonly policy: SaidPolicy;
  /** Nothing fails but what cannot be planned. */
  readonly failsNever: boolean;
}

/**
 * @param failOn how the setting is called that names levels: `fail-on`, or another where that is about findings.
 * @throws UserError for a value that means nothing, with those that would.
 */
export function planRequestOf(
  given: GivenSettings,
  paths: readonly string[],
  failOn: "fail-on" | "plan-fail-on",
): PlanRequest {
  // The severity of findings goes by the same name, and is no matter of plans.
  const { config, clusters, operatorVersion, kubernetesVersion, namespace } = lintRequestOf(
    { ...given, text: (name) => (name === "fail-on" ? undefined : given.text(name)) },
    paths,
  );
  const failing = failOnOf(given, failOn);
  const required = choice(given, "require", ["fits", "fits-if-packed"] as const);
  const inventory = given.text("inventory");
  if (inventory === "-" && paths.includes("-")) {
    throw new UserError("only one thing can be read from standard input", {
      help: "give the other as a file",
    });
  }
  return {
    paths,
    config,
    clusters,
    operatorVersion,
    kubernetesVersion,
    namespace,
    inventory,
    lock: given.text("lock"),
    before: beforeOf(given),
    whatIf: parseWhatIf(given.texts("what-if")),
    bandwidth: bandwidthOf(given),
    policy: {
      ...(failing && failing !== "never" && { failOn: failing }),
      ...(required && { require: required }),
    },
    failsNever: failing === "never",
  };
}

function failOnOf(given: GivenSettings, name: string): Level[] | "never" | undefined {
  const asked = given.texts(name).flatMap((texts) => texts.split(","));
  if (asked.length === 0) return undefined;
  if (asked.length === 1 && asked[0] === "never") return "never";
  return asked.map((word) => {
    const known = levels.find((level) => level === word.trim());
    if (known) return known;
    throw new UserError(`${given.called(name)} ${word} is no level`, {
      help: `${levels.join(", ")}, or never; separate several by commas`,
    });
  });
}

function beforeOf(given: GivenSettings): PlanRequest["before"] {
  const base = given.text("base");
  const isLive = given.isSet("live");
  const [kubeconfig, context] = [given.text("kubeconfig"), given.text("context")];
  if (base !== undefined && isLive) {
    throw new UserError(`${given.called("base")} and ${given.called("live")} exclude each other`, {
      help: "compare with a revision, or with what the cluster has",
    });
  }
  const stray = kubeconfig !== undefined ? "kubeconfig" : context !== undefined ? "context" : undefined;
  if (!isLive && stray !== undefined) {
    throw new UserError(`${given.called(stray)} alone does nothing`, {
      help: `add ${given.called("live")} to compare with that cluster`,
    });
  }
  if (isLive) return { live: { kubeconfig, context, allowExec: given.isSet("allow-exec") } };
  return base === undefined ? undefined : { base };
}

function bandwidthOf(given: GivenSettings): number | undefined {
  const text = given.text("bandwidth");
  return text === undefined ? undefined : parseBandwidth(text, given.called("bandwidth"));
}
