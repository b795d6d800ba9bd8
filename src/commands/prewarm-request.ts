import { UserError } from "../user-error.ts";
import { parseDuration } from "./duration.ts";
import type { GivenSettings } from "./lint-request.ts";
import { type PlanRequest, planRequestOf } from "./plan-request.ts";

/** What is to be filled, and how long it may take. */
export interface PrewarmRequest {
  readonly plan: PlanRequest;
  /** The plan that was looked at; undefined: any. */
  readonly digest: string | undefined;
  /** `namespace/name` or `name`; all when empty. */
  readonly caches: readonly string[];
  /** Milliseconds. */
  readonly timeouts: { readonly whole: number; readonly cache: number };
  readonly parallel: number;
  readonly dryRun: boolean;
}

/** @throws UserError for a value that means nothing. */
export function prewarmRequestOf(given: GivenSettings, paths: readonly string[]): PrewarmRequest {
  // How the cluster is reached is no matter of the plan, which compares with nothing.
  const ofPlan = new Set([
    "kubeconfig",
    "context",
    "base",
    "live",
    "allow-exec",
    "fail-on",
    "what-if",
    "require",
  ]);
  const forPlan: GivenSettings = {
    ...given,
    text: (name) => (ofPlan.has(name) ? undefined : given.text(name)),
    texts: (name) => (ofPlan.has(name) ? [] : given.texts(name)),
    isSet: (name) => !ofPlan.has(name) && given.isSet(name),
  };
  return {
    plan: planRequestOf(forPlan, paths, "plan-fail-on"),
    digest: digestOf(given),
    caches: given.texts("cache").flatMap((texts) => namesIn(texts, given.called("cache"))),
    timeouts: {
      whole: parseDuration(given.text("timeout") ?? "2h", given.called("timeout")),
      cache: parseDuration(given.text("cache-timeout") ?? "1h", given.called("cache-timeout")),
    },
    parallel: parallelOf(given),
    dryRun: given.isSet("dry-run"),
  };
}

function digestOf(given: GivenSettings): string | undefined {
  const text = given.text("digest");
  if (text === undefined || /^sha256:[0-9a-f]{64}$/.test(text)) return text;
  throw new UserError(`${given.called("digest")} ${JSON.stringify(text.slice(0, 100))} is no digest`, {
    help: "write sha256: and 64 hexadecimal digits, as `nimops plan --format json` has it in digest",
  });
}

function namesIn(texts: string, called: string): string[] {
  // An empty variable of a shell is not meant to fill them all.
  if (/^[\s,]*$/.test(texts)) {
    throw new UserError(`${called} names no cache`, {
      help: "write NAMESPACE/NAME, or leave it out for all",
    });
  }
  return texts.split(/[\s,]+/).flatMap((text) => {
    if (text === "") return [];
    if (/^(?:[a-z0-9][-a-z0-9]{0,62}\/)?[a-z0-9][-a-z0-9.]{0,252}$/.test(text)) return text;
    throw new UserError(`${called} ${JSON.stringify(text.slice(0, 300))} is no name of a cache`, {
      help: "write NAMESPACE/NAME, such as models/llama-8b",
    });
  });
}

function parallelOf(given: GivenSettings): number {
  const text = given.text("parallel") ?? "4";
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new UserError(
    `${given.called("parallel")} ${JSON.stringify(text.slice(0, 100))} is no number of caches`,
    {
      help: "write a number from 1 to 9999",
    },
  );
}
