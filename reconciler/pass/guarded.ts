import { ResourceSet } from "../../src/manifest/resource.ts";
import type { PoolPlan } from "../../src/plan/plan.ts";
import type { StatusFinding } from "../repository/types.ts";

/** What became of a revision that was judged. */
export interface Guarded {
  readonly set: ResourceSet;
  /** The worst first; a few. */
  readonly findings: readonly StatusFinding[];
  readonly stall: { readonly reason: string; readonly message: string } | undefined;
  /** The resources are not in the files as they are: what was delivered tells. */
  readonly isRendered: boolean;
  /** Bytes that each cache downloads, by `keyOf`, where the lock file knows. */
  readonly downloads: ReadonlyMap<string, number>;
  /** Nodes with the pods that have room there together; none without an inventory. */
  readonly fleet: readonly PoolPlan[];
}

export const judgedNothing: Guarded = {
  set: new ResourceSet([], []),
  findings: [],
  stall: undefined,
  isRendered: false,
  downloads: new Map(),
  fleet: [],
};

/** Nothing of it was judged any further. */
export function stalled(reason: string, message: string): Guarded {
  return { ...judgedNothing, stall: { reason, message } };
}
