import { textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { isOlder } from "./is-older.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import { podTrouble } from "./pod-trouble.ts";
import type { Surroundings } from "./surroundings.ts";

/** Milliseconds after which a manifest pod that runs should have been read; the operator looks every 30 s. */
const longEnough = 600_000;

/**
 * How a cache is that waits for its manifest pod: the state is empty then, or by a race NotReady with `Pod not found`
 * though the pod is there. Source: nimcache_controller.go, reconcileModelManifest.
 */
export function manifestPodHealth(cache: Live, pod: Live | undefined, around: Surroundings): Health {
  const { namespace, object } = cache;
  const name = `${cache.name}-pod`;
  const describe = `\`${kubectl(namespace, "describe", "pod", name)}\``;
  const reading = {
    health: "progressing",
    reason: "ReadingManifest",
    message: "the operator reads the model manifest of the puller image",
  } as const;
  if (pod === undefined) {
    if (!around.knows("Pod")) return { ...reading, help: `if it lasts, see ${describe}`, unseen: ["Pod"] };
    return reading;
  }
  if (textAt(pod.object, "status", "phase") === "Failed" && !pod.isDeleting) {
    const cause = podTrouble(pod, around);
    return {
      health: "failed",
      reason: "ManifestPodFailed",
      message: `pod ${name}, which reads the model manifest, failed, and the operator never replaces it`,
      help: `${cause?.help ?? `see ${describe}`}; then \`${kubectl(namespace, "delete", "pod", name)}\``,
    };
  }
  const trouble = podTrouble(pod, around);
  if (trouble !== undefined) return trouble;
  if (!isOlder(cache, longEnough, around)) return reading;
  const isDataset =
    textAt(object, "spec", "source", "hf", "datasetName") !== "" ||
    textAt(object, "spec", "source", "dataStore", "datasetName") !== "";
  return {
    health: "blocked",
    reason: "ManifestNotRead",
    message: isDataset
      ? "the model manifest has not been read; a dataset cannot be cached with a puller image that has none"
      : "the model manifest has not been read for 10 minutes",
    help: isDataset
      ? "use a puller image that carries a model manifest"
      : `the log of the pod should show it: \`${kubectl(namespace, "logs", name)}\``,
  };
}
