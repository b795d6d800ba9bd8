import { isMap, type Path, type Value, type ValueMap, valueAt } from "../nim/value.ts";
import type { StorageClass, Topology } from "./inventory.ts";
import { defaultClassAnnotation, marks, unknownProvisioner } from "./node-marks.ts";

/** The storage class that a StorageClass of Kubernetes is; access modes are known only where nimops wrote them. */
export function storageClassOf(object: ValueMap): StorageClass {
  const annotation = (name: string) => textAt(object, ["metadata", "annotations", name]);
  const provisioner = textAt(object, ["provisioner"]);
  const modes = annotation(marks.accessModes);
  const capacity = annotation(marks.capacity);
  const topologies = listAt(object, ["allowedTopologies"]).map(topologyOf);
  const expands = valueAt(object, ["allowVolumeExpansion"]);
  return {
    name: textAt(object, ["metadata", "name"]) ?? "",
    ...(provisioner !== undefined && provisioner !== unknownProvisioner && { provisioner }),
    ...(modes !== undefined && { accessModes: modes === "" ? [] : modes.split(",") }),
    ...oneOf("volumeBindingMode", ["Immediate", "WaitForFirstConsumer"] as const, object),
    ...(topologies.length > 0 && { allowedTopologies: topologies }),
    ...(typeof expands === "boolean" && { allowVolumeExpansion: expands }),
    ...oneOf("reclaimPolicy", ["Delete", "Retain"] as const, object),
    ...(capacity !== undefined && { capacity }),
    default: annotation(defaultClassAnnotation) === "true",
  };
}

function oneOf<K extends string, T extends string>(
  key: K,
  values: readonly T[],
  object: ValueMap,
): Partial<Record<K, T>> {
  const found = values.find((value) => value === object[key]);
  const written: Partial<Record<K, T>> = {};
  if (found !== undefined) written[key] = found;
  return written;
}

function topologyOf(term: Value): Topology {
  return {
    matchLabelExpressions: listAt(term, ["matchLabelExpressions"]).map((expression) => ({
      key: textAt(expression, ["key"]) ?? "",
      values: listAt(expression, ["values"]).map(String),
    })),
  };
}

function listAt(value: Value, path: Path): readonly Value[] {
  const found = isMap(value) ? valueAt(value, path) : undefined;
  return Array.isArray(found) ? found : [];
}

function textAt(value: Value, path: Path): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}
