import type { Fleet } from "./fleet.ts";
import type { Model, Shape } from "./model.ts";
import type { Steps } from "./steps.ts";

export interface StrandingTask {
  readonly model: Model;
  readonly pod: Shape;
  readonly counts: readonly number[];
  readonly blockers: readonly Blocker[];
  /** By quota: what all pods together may count; Infinity where it is enough for all of them. */
  readonly limits: readonly number[];
  /** By block, then by resource: no more than this can be used on a node. */
  readonly mostUsed: readonly (readonly number[])[];
  readonly steps: Steps;
  readonly isEvicting: boolean;
  /** Shapes, by what decides in large fleets, for which no quick proof was found; shared by all shapes. */
  readonly unproven: Set<string>;
}

/** Pods of one shape that may stand in the way. */
export interface Blocker {
  readonly shape: Shape;
  readonly count: number;
}

export type Stranding =
  /** Whatever came before, a node takes the pod. */
  | { readonly kind: "none" }
  /** After these pods no node does. */
  | { readonly kind: "found"; readonly fleet: Fleet }
  /** A quota may be used up before the pod comes. */
  | { readonly kind: "refused" }
  | { readonly kind: "undecided" };
