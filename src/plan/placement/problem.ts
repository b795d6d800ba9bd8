/**
 * Which pods are to run on which nodes, in the numbers that kube-scheduler counts with: integers, milli-CPUs for `cpu`,
 * bytes for memory, pieces for the rest (source: Kubernetes pkg/scheduler/framework, Resource). Everything that does not
 * depend on what else runs on a node (labels, taints, cordons, volumes) is decided already, in `PodGroup.allowed`.
 */
export interface Problem {
  /** Names by index of `free`, `allocatable` and `requests`. One of them is `pods`, of which each pod asks for 1. */
  readonly resources: readonly string[];
  readonly nodes: readonly ProblemNode[];
  readonly groups: readonly PodGroup[];
  readonly quotas: readonly QuotaLimit[];
}

export interface ProblemNode {
  readonly name: string;
  readonly pool: string;
  /** Nodes of one class take the same pods, have the same amounts, and differ in nothing but their names. */
  readonly class: number;
  /** What pods of others leave; Infinity where nobody knows a limit. */
  readonly free: readonly number[];
  readonly allocatable: readonly number[];
  /** The domain of each topology key that a rule of some group names, such as a zone; absent where the node has none. */
  readonly domains: Readonly<Record<string, string>>;
}

/** Equal pods of one owner. */
export interface PodGroup {
  /** Index of what gets a verdict: a service, a build, the job of a cache. Its groups have one verdict together. */
  readonly owner: number;
  /** Such as `Deployment models/llama`, or `LeaderWorkerSet models/llama (workers)`. */
  readonly name: string;
  readonly namespace: string;
  readonly count: number;
  readonly requests: readonly number[];
  /** By class of nodes: whether a node takes the pod, however empty it is. */
  readonly allowed: readonly boolean[];
  readonly priority: number;
  /** Whether it evicts pods of lower priority; they then do not count against it. */
  readonly evicts: boolean;
  /** Required affinity to pods; the preferred one plays no part. */
  readonly rules: readonly PodRule[];
}

/** Source: Kubernetes plugin InterPodAffinity; a rule to keep apart also holds against the pods that come later. */
export interface PodRule {
  readonly kind: "apart" | "together";
  readonly topologyKey: string;
  /** Indices of the groups whose pods it is about, its own perhaps among them. */
  readonly groups: readonly number[];
}

/** What the pods of a namespace may ask for together. Its admission comes before scheduling: refused pods do not exist. */
export interface QuotaLimit {
  readonly name: string;
  readonly namespace: string;
  /** Of the quota, such as `requests.nvidia.com/gpu`, by what each pod of a group counts. */
  readonly resource: string;
  readonly left: number;
  /** By index of groups. */
  readonly perPod: readonly number[];
}
