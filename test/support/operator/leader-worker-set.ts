import { valueAt } from "../../../src/nim/value.ts";
import type { Api } from "../../cluster/api.ts";
import { collectionOf } from "./cluster.ts";

/** Nobody makes the pods of a LeaderWorkerSet here: says of one that it is available, which is all that the operator reads. */
export async function makeAvailable(api: Api, set: { namespace: string; name: string }): Promise<void> {
  const path = `${collectionOf("LeaderWorkerSet", set.namespace)}/${set.name}`;
  const replicas = valueAt(await api.get(path), ["spec", "replicas"]) ?? 1;
  const condition = {
    type: "Available",
    status: "True",
    reason: "AllGroupsReady",
    message: "",
    lastTransitionTime: now(),
  };
  await api.patch(`${path}/status`, {
    status: { replicas, readyReplicas: replicas, conditions: [condition] },
  });
}

function now(): string {
  return new Date().toISOString();
}
