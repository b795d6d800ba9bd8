import { isMap, type Value, type ValueMap } from "../../../src/nim/value.ts";

/** An object of the API server in the form of the recording: see "Removed" in its README. */
export function asStored(object: ValueMap, namespace: string): ValueMap {
  const { status, ...copy } = structuredClone(object);
  const shown: ValueMap = JSON.parse(JSON.stringify(copy).replaceAll(namespace, "models"));
  strip(shown);
  return shown;
}

function strip(object: ValueMap): void {
  const metadata = child(object, "metadata");
  for (const field of ofServer) delete metadata[field];
  drop(child(metadata, "annotations"), /^(deployment\.kubernetes\.io\/revision|pv\.kubernetes\.io|volume\.)/);
  if (isMap(metadata.annotations) && Object.keys(metadata.annotations).length === 0)
    delete metadata.annotations;
  const labels = /^(batch\.kubernetes\.io\/|controller-uid$|job-name$)/;
  drop(child(metadata, "labels"), labels);
  hide(child(metadata, "annotations"));
  const spec = child(object, "spec");
  const pod = child(spec, "template");
  drop(child(child(pod, "metadata"), "labels"), labels);
  delete child(pod, "metadata").creationTimestamp;
  if (object.kind === "Job") delete spec.selector;
  if (object.kind === "Service") {
    for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) delete spec[field];
    if (Array.isArray(spec.ports)) for (const port of spec.ports) if (isMap(port)) delete port.nodePort;
  }
  if (object.kind === "PersistentVolumeClaim") delete spec.volumeName;
  if (object.kind === "Pod") {
    delete spec.nodeName;
    if (Array.isArray(spec.tolerations)) {
      spec.tolerations = spec.tolerations.filter((toleration) => !isDefault(toleration));
      if (spec.tolerations.length === 0) delete spec.tolerations;
    }
  }
  if (object.kind === "Secret" && isMap(object.data)) {
    for (const key of Object.keys(object.data)) object.data[key] = "<random>";
  }
}

const ofServer = [
  ...["uid", "resourceVersion", "managedFields", "creationTimestamp", "deletionTimestamp", "generation"],
  ...["finalizers", "deletionGracePeriodSeconds", "namespace"],
];

function hide(annotations: ValueMap): void {
  for (const key of ["nvidia.com/parent-spec-hash", "nvidia.com/last-applied-hash"]) {
    if (Object.hasOwn(annotations, key)) annotations[key] = "<hash>";
  }
}

function isDefault(toleration: Value): boolean {
  return isMap(toleration) && /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(String(toleration.key));
}

function drop(map: ValueMap, keys: RegExp): void {
  for (const key of Object.keys(map)) if (keys.test(key)) delete map[key];
}

function child(map: ValueMap, key: string): ValueMap {
  const value = map[key];
  return isMap(value) ? value : {};
}
