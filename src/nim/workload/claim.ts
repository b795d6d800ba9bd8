import { parseQuantity, quantityFault } from "../quantity.ts";
import type { PVC } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import type { MadeObject } from "./made.ts";
import { madeObject } from "./made-object.ts";
import { orAbsent } from "./without-absent.ts";

interface ClaimMeta {
  readonly name: string;
  readonly namespace: string;
  /** None before 3.1.0. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly ownerReferences: readonly ValueMap[];
}

/**
 * The PersistentVolumeClaim that the operator makes where `create` is true, or what it says of a size that it cannot
 * read. An access mode that nobody names is sent as an empty one, which the API server refuses.
 * Source: k8s-nim-operator shared/pvc.go, ConstructPVC.
 */
export function claimMade(claim: PVC, meta: ClaimMeta): MadeObject | { readonly fault: string } {
  const size = parseQuantity(claim.size ?? "");
  if (!size || !claim.size) {
    return {
      fault: `failed to parse size for pvc creation ${meta.name}, err ${quantityFault(claim.size ?? "")}`,
    };
  }
  return madeObject({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { ...meta, annotations: orAbsent(claim.annotations) },
    spec: {
      accessModes: [claim.volumeAccessMode ?? ""],
      storageClassName: orAbsent(claim.storageClass),
      resources: { requests: { storage: size.canonical } },
    },
  });
}
