import type { NimKind } from "../schema/kinds.ts";
import { groupVersion } from "../schema/metadata.ts";
import type { ValueMap } from "../value.ts";

/**
 * The `ownerReferences` of an object that goes when its resource goes. Nobody knows the resource's uid before it is
 * in the cluster. Source: controller-runtime, controllerutil.SetControllerReference.
 */
export function ownedBy({ kind, name }: { readonly kind: NimKind; readonly name: string }): ValueMap[] {
  return [
    {
      apiVersion: groupVersion.apiVersion,
      kind,
      name,
      uid: "<random>",
      controller: true,
      blockOwnerDeletion: true,
    },
  ];
}
