import type { FleetVerdict, Verdict } from "./placement/answer.ts";

/**
 * What will happen when these manifests meet these GPUs: the answer of `nimops plan`, and with `--format json` its
 * contract (docs/schemas/plan.schema.json). Names of resources are `kind`, `namespace` and `name` everywhere.
 */
export interface Plan {
  readonly version: 1;
  /** `sha256:` and 64 hex digits, of the rendered documents, the inventory, the profile lock and our version. */
  readonly digest: string;
  /** As declared in nimops.yaml; absent where no clusters are declared. */
  readonly cluster?: string;
  /** The name of the GPUInventory; absent without one: then nothing is placed and every verdict is `unknown`. */
  readonly inventory?: string;
  /** At minimum replicas. */
  readonly verdict: FleetVerdict;
  readonly levels: Levels<FleetVerdict>;
  readonly workloads: readonly WorkloadPlan[];
  /** Nodes with their pods before and after; the packing that was found, or what runs at best. */
  readonly fleet: readonly PoolPlan[];
  readonly caches: readonly CachePlan[];
  readonly changes: readonly Change[];
  readonly order: readonly OrderStep[];
  readonly blockers: readonly Blocker[];
  readonly advice: readonly Advice[];
  readonly assumptions: readonly Assumption[];
}

/** Verdicts of harder times: at the maximum of all autoscalers, with the largest node of each pool lost, while everything is rolled out. */
export interface Levels<Word> {
  readonly maximum: Word;
  readonly nodeLost: Word;
  readonly rollout: Word;
}

export interface ResourceName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A NIMService (a pipeline's too), a NIMBuild, or the job of a NIMCache. */
export interface WorkloadPlan extends ResourceName {
  /** Where it is written; absent for what only the cluster has. */
  readonly location?: Location;
  readonly verdict: Verdict;
  readonly levels: Levels<Verdict>;
  readonly reasons: readonly Reason[];
  readonly pods: readonly PodPlan[];
  /** What the hardware must have beyond what the scheduler counts, and what it has. */
  readonly hardware?: HardwareNeed;
}

export interface Location {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Why a verdict is not better. Codes are stable and listed in docs/plan.md. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  /** What to do; a sentence or two. */
  readonly help?: string;
}

/** Equal pods. */
export interface PodPlan {
  /** Such as `Deployment llama`, or `LeaderWorkerSet llama (workers)`. */
  readonly of: string;
  readonly count: { readonly min: number; readonly max: number };
  /** Quantities of each pod, such as `nvidia.com/gpu: "8"`. */
  readonly requests: Readonly<Record<string, string>>;
  /** Of every pool: whether it takes one pod alone, and why not, in the scheduler's words. */
  readonly pools: readonly { readonly pool: string; readonly takes: boolean; readonly why?: string }[];
  /** Nodes of the packing with the number of pods on each; empty where there is none. */
  readonly placed: readonly { readonly node: string; readonly pods: number }[];
}

export interface HardwareNeed {
  readonly model?: string;
  /** Billions of parameters, where known. */
  readonly parameters?: number;
  readonly profile?: string;
  readonly precision?: string;
  readonly gpus: number;
  /** Decimal gigabytes of each GPU; `estimated` where arithmetic says it and nobody measured. */
  readonly memoryPerGpu?: { readonly gigabytes: number; readonly from: "profile" | "estimated" };
  /** The usual row for a model of this size: a starting point. */
  readonly usual?: string;
}

export interface PoolPlan {
  readonly pool: string;
  /** Such as `8 x NVIDIA-H100-80GB-HBM3`; empty for pools without GPUs. */
  readonly gpu: string;
  readonly gpusPerNode: number;
  readonly nodes: readonly NodePlan[];
}

export interface NodePlan {
  readonly name: string;
  readonly unschedulable: boolean;
  /** GPUs that pods of others hold. */
  readonly reserved: number;
  /** An autoscaler makes it when it is needed. */
  readonly onDemand: boolean;
  readonly before: readonly Occupant[];
  readonly after: readonly Occupant[];
}

export interface Occupant extends ResourceName {
  readonly pods: number;
  /** GPUs of all these pods together. */
  readonly gpus: number;
}

export interface CachePlan extends ResourceName {
  readonly location?: Location;
  /** Profile ids that will be downloaded; absent where they are not known. */
  readonly profiles?: readonly string[];
  /** Bytes of all selected profiles; absent where they are not known. */
  readonly download?: { readonly bytes: number; readonly from: "lock" | "estimated" };
  readonly volume?: {
    readonly claim: string;
    /** Asked for, as a quantity and in bytes. */
    readonly size?: string;
    readonly bytes?: number;
    readonly needed?: number;
    readonly storageClass?: string;
    readonly accessModes: readonly string[];
  };
  /** At the bandwidth that was declared. */
  readonly seconds?: number;
  readonly consumers: readonly ResourceName[];
  readonly reasons: readonly Reason[];
}

export interface Change extends ResourceName {
  readonly action: "create" | "update" | "delete" | "none" | "replace-needed";
  readonly location?: Location;
  readonly fields: readonly FieldChange[];
  readonly reasons: readonly Reason[];
}

export interface FieldChange {
  /** Such as `spec.storage.pvc.size`. */
  readonly path: string;
  /** As YAML flow text; `(hidden)` for what may be a secret; absent where there was, or will be, nothing. */
  readonly before?: string;
  readonly after?: string;
  /** What the edit does: nothing, for a field that the operator reads only once. */
  readonly effect: "applied" | "ignored" | "refused" | "restarts-pods" | "loses-weights";
}

export interface OrderStep extends ResourceName {
  /** Steps of one number may happen at once; from 1. */
  readonly step: number;
  readonly action: "create" | "update" | "delete";
  /** What must be Ready before. */
  readonly waitsFor: readonly ResourceName[];
}

/** What must change before a merge. */
export interface Blocker extends Reason {
  readonly resource?: ResourceName;
  readonly location?: Location;
  /** Where `plan --fix` can write the safe path. */
  readonly fixable: boolean;
}

/** The smallest changes that make it fit; each alone is enough. */
export interface Advice {
  readonly code: string;
  readonly message: string;
  /** As `--what-if` takes it, such as `h100=+2`. */
  readonly whatIf?: string;
  /** The verdict that the plan then has; it was planned again with the change. */
  readonly verdict: FleetVerdict;
}

/** What was taken for granted, and whose word it is. */
export interface Assumption {
  readonly about: string;
  readonly message: string;
}
