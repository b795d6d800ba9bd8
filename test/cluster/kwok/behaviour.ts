/**
 * How a played pod behaves, by name. Chosen, first match first:
 * 1. by the annotation `played.nimops.dev/as` of the pod, at any time: a pod turns to what it is told;
 * 2. by the tag of its first container's image: `nvcr.io/nim/meta/llama:1.8.4-played-cannot-pull`, or with a time,
 *    `:played-runs-for-5s`. This is for pods whose annotations a manifest cannot set, such as those of a NIMCache;
 *    A tag does not end pods that no Job owns: the pod in which a NIMCache reads its model manifest has the same image.
 * 3. it runs.
 *
 * A time (annotation `played.nimops.dev/for`, a Go duration) says how long a pod runs before it ends.
 */
export const behaviours = {
  runs: "runs and is ready; the pod of a Job succeeds after half a second",
  "runs-on": "runs and is ready, and does not end by itself; that of a Job neither",
  unready: "runs, but its containers never get ready",
  waits: "has a node, and its containers are being created, for ever",
  "cannot-pull": "its image cannot be pulled: ImagePullBackOff",
  "lacks-config": "a Secret or ConfigMap that its environment names is missing: CreateContainerConfigError",
  rejected: "never runs, since the kubelet does not take it: Failed, UnexpectedAdmissionError",
  crashes: "its container ends with 1 and is started again and again: CrashLoopBackOff",
  "runs-out-of-memory": "as crashes, because of OOMKilled, 137",
  "init-crashes": "an init container crashes again and again; the others wait for it",
  succeeds: "runs, then ends with 0: Succeeded, also where no Job owns it",
  fails: "runs, then ends with 1: Failed",
  "fails-out-of-memory": "runs, then is killed: Failed, OOMKilled, 137",
  evicted: "runs, then the kubelet evicts it: Failed, Evicted",
  "never-goes": "runs, and stays Terminating when it is deleted, as on a node that was lost",
} as const;

export type Behaviour = keyof typeof behaviours;

/** The same for nodes, by the same annotation. Without one a node is ready. */
export type NodeBehaviour = "ready" | "not-ready";

export const playedAs = "played.nimops.dev/as";
export const playedFor = "played.nimops.dev/for";
