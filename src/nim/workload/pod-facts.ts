import type { EnvVar } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import type { DraftMap } from "./draft.ts";
import type { ModelStore } from "./model-store.ts";

/** What the pods of a service have that depends on more than its spec. */
export interface PodFacts {
  readonly store: ModelStore;
  /** Whether the image lays its model out as the protocol `native-v1` says. */
  readonly isNative: boolean;
  readonly env: readonly EnvVar[];
  /** Requests and limits of the model's container. */
  readonly resources: ValueMap;
  /** `resourceClaims` of the pod. */
  readonly claims: readonly ValueMap[];
  /** Lets a container use the pod's claims. */
  withClaims(container: DraftMap): DraftMap;
}
