import { parseQuantity } from "../quantity.ts";
import type { DraDevice, NIMServiceSpec } from "../schema/kinds.ts";
import type { Path } from "../value.ts";

/** A part of `spec.draResources` that the operator writes otherwise than its author. */
export interface DraRewriting {
  readonly path: Path;
  /** An amount as it was written, and as the operator spells it; absent where an empty list disappears. */
  readonly amount?: { readonly written: string | number; readonly becomes: string };
}

/**
 * What the operator's first write, which adds its finalizer, changes in `draResources`. If anything, the API server
 * refuses the write (rule S1: they may never change), and nothing is ever made of the service.
 * Source: k8s-nim-operator v3.1.2, dra_types.go; trap T28.
 */
export function draRewritings({ draResources }: NIMServiceSpec): DraRewriting[] {
  if (!draResources) return [];
  const root = ["spec", "draResources"];
  return [
    ...emptyList(root, draResources),
    ...draResources.flatMap((resource, index) => {
      const path = [...root, index];
      const devices = resource?.claimCreationSpec?.devices ?? [];
      return [
        ...emptyList([...path, "requests"], resource?.requests),
        ...devices.flatMap((device, number) =>
          device ? deviceRewritings([...path, "claimCreationSpec", "devices", number], device) : [],
        ),
      ];
    }),
  ];
}

function deviceRewritings(path: Path, device: DraDevice): DraRewriting[] {
  const { attributeSelectors, capacitySelectors, celExpressions } = device;
  return [
    ...emptyList([...path, "attributeSelectors"], attributeSelectors),
    ...emptyList([...path, "capacitySelectors"], capacitySelectors),
    ...emptyList([...path, "celExpressions"], celExpressions),
    ...(capacitySelectors ?? []).flatMap((selector, index) => {
      const written = selector?.value;
      const becomes = written === undefined ? undefined : parseQuantity(written)?.canonical;
      if (written === undefined || becomes === undefined || becomes === written) return [];
      return [{ path: [...path, "capacitySelectors", index, "value"], amount: { written, becomes } }];
    }),
  ];
}

function emptyList(path: Path, list: readonly unknown[] | undefined): DraRewriting[] {
  return list?.length === 0 ? [{ path }] : [];
}
