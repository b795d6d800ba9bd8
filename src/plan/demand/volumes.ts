import type { StorageClass } from "../../inventory/inventory.ts";
import { type Value, type ValueMap, valueAt } from "../../nim/value.ts";
import type { StorageClasses } from "../storage-classes.ts";
import { mapsAt, textAt } from "./companions.ts";
import type { VolumeUse } from "./demand.ts";

/** The claims that a pod mounts. */
export function volumesOf(
  spec: ValueMap,
  find: (kind: string, name: string) => ValueMap | undefined,
  classes: StorageClasses,
): VolumeUse[] {
  return mapsAt(spec, ["volumes"]).flatMap((volume): VolumeUse[] => {
    const claim = textAt(volume, ["persistentVolumeClaim", "claimName"]);
    if (claim === "") return [];
    const found = find("PersistentVolumeClaim", claim);
    const storage = found && storageOf(found, classes);
    const isForOnePod = found !== undefined && modesOf(found).includes("ReadWriteOncePod");
    return [{ claim, isKnown: found !== undefined, isForOnePod, ...(storage && { storage }) }];
  });
}

function modesOf(claim: ValueMap): readonly Value[] {
  const modes = valueAt(claim, ["spec", "accessModes"]);
  return Array.isArray(modes) ? modes : [];
}

/** A claim that names its volume gets that, whatever its class. */
function storageOf(claim: ValueMap, classes: StorageClasses): StorageClass | undefined {
  const name = valueAt(claim, ["spec", "storageClassName"]);
  if (textAt(claim, ["spec", "volumeName"]) !== "") return undefined;
  return classes.called(typeof name === "string" ? name : undefined);
}
