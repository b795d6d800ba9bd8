import { type Clock, pause } from "../../kube/clock.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ClusterError } from "../../kube/cluster-error.ts";
import type { LiveObject, ObjectToSend } from "../../kube/object.ts";
import { kubectl } from "../../nim/health/kubectl.ts";
import { told } from "../../nim/health/told.ts";
import type { Outcome, PrewarmCause } from "../../report/prewarm-result.ts";
import { UserError } from "../../user-error.ts";
import { cause } from "./cause.ts";
import { managerName, operator } from "./manager-names.ts";

export type Applied =
  | { readonly object: LiveObject }
  | { readonly outcome: Extract<Outcome, "failed" | "conflict">; readonly cause: PrewarmCause };

export interface ApplyOptions {
  readonly dryRun: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The server cannot be reached, or is busy: it is tried again. */
  readonly onRetry: (message: string) => void;
}

/**
 * Applies a cache as `nimops`, never by force. What passes by itself (no connection, an overloaded server, a webhook that is
 * being restarted, credentials that cannot be got just now) is tried again until the signal ends it; the rest is told. Throws
 * the `aborted` of the signal.
 */
export async function applyCache(
  cluster: Cluster,
  manifest: ObjectToSend,
  { dryRun, clock, signal, onRetry }: ApplyOptions,
): Promise<Applied> {
  for (;;) {
    try {
      const { object } = await cluster.apply(manifest, { dryRun, signal });
      return { object };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error instanceof ClusterError) {
        if (error.reason === "aborted") throw error;
        if (!mayPass(error)) return refusal(error, manifest);
      }
      onRetry(error.message);
      await pause(clock, retryAfterOf(error), signal);
      if (signal.aborted) throw new ClusterError("aborted", error.message);
    }
  }
}

/** Milliseconds; the cluster has tried five times itself before. */
const retryAfter = 5_000;

function retryAfterOf(error: UserError): number {
  return (error instanceof ClusterError ? error.retryAfterMilliseconds : undefined) ?? retryAfter;
}

function mayPass({ reason, conflicts }: ClusterError): boolean {
  if (reason === "conflict") return conflicts.length === 0;
  return ["unreachable", "timeout", "throttled", "server", "malformed", "expired"].includes(reason);
}

function refusal(error: ClusterError, manifest: ObjectToSend): Exclude<Applied, { object: LiveObject }> {
  const { name, namespace = "" } = manifest.metadata;
  if (error.reason === "conflict") return { outcome: "conflict", cause: conflict(error, namespace, name) };
  return { outcome: "failed", cause: refused(error, namespace) };
}

function conflict({ conflicts }: ClusterError, namespace: string, name: string): PrewarmCause {
  const fields = conflicts.slice(0, 3).map(({ manager, field }) => {
    return `${told(field).replace(/^\./, "")} is ${told(managerName(manager))}'s`;
  });
  const more = conflicts.length > 3 ? `, and ${conflicts.length - 3} more fields` : "";
  const message = `another manager owns what the manifest says otherwise: ${fields.join(", ")}${more}`;
  if (conflicts.every(({ manager }) => managerName(manager) === operator)) {
    return cause(
      "FieldConflict",
      message,
      `the operator filled in what an earlier manifest left out; as long as nothing is downloaded, \`${kubectl(namespace, "delete", "nimcache", name)}\` and run again (that deletes a claim which it made)`,
    );
  }
  return cause(
    "FieldConflict",
    message,
    `let one of the two deliver this cache: either take it out of what is delivered there, or leave it to them and let prewarm only wait; who owns what: \`${kubectl(namespace, "get", "nimcache", name, "-o", "yaml", "--show-managed-fields")}\``,
  );
}

function refused(error: ClusterError, namespace: string): PrewarmCause {
  const { reason, message, help } = error;
  if (reason === "not-found") {
    return cause(
      "NamespaceMissing",
      `namespace ${told(namespace)} does not exist`,
      "create it, with its Secrets, before the caches, for prewarm applies nothing but NIMCaches: `kubectl get namespaces`",
    );
  }
  if (reason === "forbidden") {
    const rights = `the rights that prewarm needs are in docs/prewarm-role.yaml; those that it has: \`${kubectl(namespace, "auth", "can-i", "--list")}\``;
    return cause("Forbidden", message, rights);
  }
  const install = "`kubectl get crd nimcaches.apps.nvidia.com` shows whether it is installed";
  if (reason === "not-served") return cause("KindNotInstalled", message, joined(help, install));
  return cause("Refused", message, joined(help, "what it takes: `kubectl explain nimcaches.spec`"));
}

function joined(...helps: readonly (string | undefined)[]): string {
  return helps.filter((help) => help !== undefined).join("; ");
}
