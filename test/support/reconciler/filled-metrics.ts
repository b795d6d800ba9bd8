import { emptyStatus } from "../../../reconciler/pass/status-of.ts";
import { Metrics } from "../../../reconciler/process/metrics.ts";
import type { ResourceStatus } from "../../../reconciler/repository/types.ts";
import type { Watch } from "../../../src/kube/watch.ts";

/** What `/metrics` shows when everything that can be told has been told once. */
export async function filledMetrics(): Promise<string> {
  const metrics = new Metrics({
    version: "0.0.0",
    now: () => 5_000,
    wall: () => Date.parse("2026-11-21T12:10:00Z"),
    watches: () => [{ kind: "NIMCache", namespace: "models", watch: silent }],
    queued: () => 0,
  });
  metrics.observeProcess();
  metrics.leads(true);
  metrics.passed(0.2, "done");
  metrics.did("created");
  metrics.fault("NIMCache", "reset");
  metrics.hooked(202);
  const repository = { namespace: "nimops", name: "models" };
  metrics.looked(repository, "failed");
  metrics.outbox.sent("status");
  metrics.outbox.coalesced(1);
  metrics.outbox.dropped("CommitNotFound");
  metrics.outbox.failed("Unreachable");
  metrics.outbox.observeOutbox(() => ({ open: 1, oldest: 60, resting: ["CredentialsRefused"] }));
  metrics.tell(repository, { ...emptyStatus, resources: [failed] });
  return metrics.text();
}

const silent: Watch = {
  synced: true,
  whenSynced: async () => {},
  lastHeard: 1_000,
  fault: undefined,
  get: () => undefined,
  objects: () => [],
  stop: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

const failed: ResourceStatus = {
  kind: "NIMCache",
  namespace: "models",
  name: "llama",
  phase: "Failed",
  reason: "Looping",
  message: "it fails again and again",
  since: "2026-11-21T12:00:00Z",
};

/** The names of labels that each metric may have: of `# TYPE` all, of series those that were seen. */
export function labelsOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const labels = new Map<string, Set<string>>();
  for (const [, name = "", type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const parts = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    for (const part of parts) labels.set(`${name}${part}`, new Set());
  }
  for (const [, name = "", inner = ""] of text.matchAll(/^([a-z_]+)\{(.*)\} /gm)) {
    for (const [, label = ""] of inner.matchAll(/([a-z_]+)="/g)) labels.get(name)?.add(label);
  }
  return labels;
}
