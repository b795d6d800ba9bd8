import type { Assumption, HardwareNeed, Reason } from "../plan.ts";

/** What is certain about a workload's GPUs beside what the scheduler counts. */
export interface Hardware {
  /** Absent for workloads without a model, such as the job of a cache. */
  readonly need?: HardwareNeed;
  /** Pools that take its pods although their GPUs cannot run it; in the order of the pools. */
  readonly unfit: readonly string[];
  /** Where the pods of one copy of its model need equal GPUs and may get others: the names of the pools of each product. */
  readonly products?: readonly (readonly string[])[];
  /** Pods with GPUs that serve one copy of it together, where `products` is given. */
  readonly podsOfCopy?: number;
  /** The best that its verdict can be. */
  readonly most: BestVerdict;
  readonly reasons: readonly Reason[];
  readonly assumptions: readonly Assumption[];
}

/**
 * `does-not-fit`: no pool that takes its pods can run it. `fits-if-packed`: some can, and the scheduler, which does not know
 * that, may choose another. `fits`: nothing is wrong with the GPUs, as far as anything certain is known.
 */
export type BestVerdict = "fits" | "fits-if-packed" | "does-not-fit";
