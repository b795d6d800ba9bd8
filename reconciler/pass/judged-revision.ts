import type { ResourceSet } from "../../src/manifest/resource.ts";
import type { PoolPlan } from "../../src/plan/plan.ts";
import type { StatusFinding } from "../repository/types.ts";
import type { Revision } from "../source/source.ts";

/** What a revision says, and whether it may be applied. */
export interface JudgedRevision {
  readonly revision: Revision;
  /** What it was judged with: another spec judges again. */
  readonly key: string;
  /** A digest of all that was read for it. */
  readonly inputs: string;
  readonly set: ResourceSet;
  /** The set is empty because the files need rendering; only in `observe` mode. */
  readonly isRendered: boolean;
  /** Bytes that each cache downloads, by `keyOf`, where the lock file knows. */
  readonly downloads: ReadonlyMap<string, number>;
  /** Nodes with the pods that have room there together; none where no map of them is published. */
  readonly fleet: readonly PoolPlan[];
  /** The worst first. */
  readonly findings: readonly StatusFinding[];
  /** Why nothing of it is applied; undefined where it may be. */
  readonly stall: { readonly reason: string; readonly message: string } | undefined;
}
