import type { StorageClass } from "../../inventory/inventory.ts";
import type { ResourceSet } from "../../manifest/resource.ts";
import { parseQuantity, wholeUnits } from "../../nim/quantity.ts";
import type { Reason } from "../plan.ts";
import type { StorageClasses } from "../storage-classes.ts";
import { claimsIn, classOf } from "./claims.ts";
import { inGi } from "./volume-size.ts";

/** A storage class of which the claims ask for more than it has. */
export interface FullClass {
  readonly storage: StorageClass;
  readonly reason: Reason;
}

/** The capacity is that of all volumes together, as the inventory says it; claims whose size is not known do not count. */
export function fullClasses(set: ResourceSet, classes: StorageClasses): FullClass[] {
  const asked = new Map<StorageClass, { bytes: number; claims: number }>();
  for (const claim of claimsIn(set)) {
    const storage = classOf(claim, classes);
    if (!storage || claim.bytes === undefined) continue;
    const { bytes, claims } = asked.get(storage) ?? { bytes: 0, claims: 0 };
    asked.set(storage, { bytes: bytes + claim.bytes, claims: claims + 1 });
  }
  return [...asked].flatMap(([storage, { bytes, claims }]) => {
    const quantity = storage.capacity === undefined ? undefined : parseQuantity(storage.capacity);
    if (!quantity || bytes <= Number(wholeUnits(quantity))) return [];
    const message = `the storage class ${storage.name} has ${storage.capacity}, and ${claims === 1 ? "one claim asks" : `${claims} claims ask`} for ${inGi(bytes)}`;
    const help = "enlarge the storage, or ask for less; what else stands on it is not counted";
    return [{ storage, reason: { code: "storage-class-full", message, help } }];
  });
}
