/**
 * Of all pods that have one owner. `fits`: all are placed, whatever the order of arrival and the scheduler's choices;
 * pods of lower priority do not count. `fits-if-packed`: not that, but everything that fits alone can be placed together.
 * `contended`: fits alone, but not together with all that fit alone. `does-not-fit`: not even alone.
 */
export type Verdict = "fits" | "fits-if-packed" | "contended" | "does-not-fit" | "unknown";

/** Of the whole, which is as bad as its worst part; one that is contended does not fit. */
export type FleetVerdict = Exclude<Verdict, "contended">;

export interface Placement {
  readonly verdict: FleetVerdict;
  /** By index of owners. */
  readonly owners: readonly OwnerPlacement[];
  /** A place for every pod of every owner that fits alone; absent where there is none, or none was found. */
  readonly packing?: Packing;
  /** Owners, the first to be created first: in this order the default scheduler places all of `packing`, as far as a simulation of all its choices tells. Absent where no such order is known. */
  readonly creationOrder?: readonly number[];
  /** Why not everything can be placed: numbers that can be checked by hand. */
  readonly bound?: Bound;
}

export interface OwnerPlacement {
  readonly verdict: Verdict;
  /** `fits-if-packed`, `contended`: a placement of other pods that leaves one of its pods without a node. */
  readonly stranded?: Packing;
  /** `does-not-fit`, `contended`: what ends first. */
  readonly bound?: Bound;
  /** `unknown`: what could not be decided. */
  readonly undecided?: string;
}

/** By index of nodes, then of groups: how many pods. Nodes without pods are left out. */
export type Packing = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Groups that together ask for more than all nodes have that may take them. */
export interface Bound {
  readonly kind: "resource" | "slots" | "node" | "quota" | "apart" | "together" | "weights" | "nowhere";
  readonly resource?: string;
  /** Indices of groups and nodes that take part. */
  readonly groups: readonly number[];
  readonly nodes: readonly number[];
  /** Asked for, and there, in the numbers of the resource; or pods and places for them. */
  readonly needed: number;
  readonly available: number;
  /** `weights`: what each pod of the groups counts, so that no node holds pods of more than its `rooms`. */
  readonly weights?: readonly number[];
  /** By position in `nodes`. */
  readonly rooms?: readonly number[];
}
