import { isMap, type ValueMap, valueAt } from "../value.ts";
import { numberAt, textAt } from "./fields.ts";

/** An object as a cluster has it: not judged by any schema, so every field may be anything. */
export interface Live {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly generation: number | undefined;
  readonly isDeleting: boolean;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
  readonly object: ValueMap;
}

/** Undefined for what is no object of a namespace, or of a kind that says nothing about a NIM's health. */
export function liveOf(object: unknown): Live | undefined {
  if (!isMap(object)) return undefined;
  const [kind, name] = [textAt(object, "kind"), textAt(object, "metadata", "name")];
  const group = textAt(object, "apiVersion").replace(/\/?[^/]*$/, "");
  if (name === "" || !Object.hasOwn(groups, kind) || !groups[kind]?.includes(group)) return undefined;
  const created = Date.parse(textAt(object, "metadata", "creationTimestamp"));
  return {
    kind,
    name,
    namespace: textAt(object, "metadata", "namespace") || "default",
    uid: textAt(object, "metadata", "uid"),
    generation: numberAt(object, "metadata", "generation"),
    isDeleting: textAt(object, "metadata", "deletionTimestamp") !== "",
    created: Number.isNaN(created) ? undefined : created,
    object,
  };
}

export function labelOf(live: Live, key: string): string {
  return textAt(live.object, "metadata", "labels", key);
}

/** Whether another object is the owner. */
export function isOwnedBy(live: Live, kind: string, name: string): boolean {
  const owners = valueAt(live.object, ["metadata", "ownerReferences"]);
  return (
    Array.isArray(owners) &&
    owners.some((owner) => textAt(owner, "kind") === kind && textAt(owner, "name") === name)
  );
}

/** The kinds that are looked at, with the API groups that they are of. */
const groups: Record<string, readonly string[]> = {
  NIMCache: ["apps.nvidia.com"],
  NIMService: ["apps.nvidia.com"],
  NIMPipeline: ["apps.nvidia.com"],
  NIMBuild: ["apps.nvidia.com"],
  Job: ["batch"],
  Pod: [""],
  PersistentVolumeClaim: [""],
  Event: ["", "events.k8s.io"],
  Deployment: ["apps"],
  LeaderWorkerSet: ["leaderworkerset.x-k8s.io"],
  InferenceService: ["serving.kserve.io"],
  ResourceClaim: ["resource.k8s.io"],
};
