import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { Cluster, Named } from "./cluster.ts";

export interface Rollout {
  readonly isDone: boolean;
  readonly message: string;
}

/** Source: k8s-nim-operator standalone/nimservice.go, isDeploymentReady and isLeaderWorkerSetReady. */
export async function rolloutOf(cluster: Cluster, named: Named, isMultiNode: boolean): Promise<Rollout> {
  if (isMultiNode) {
    const name = `${named.name}-lws`;
    const set = await cluster.find({ ...named, kind: "LeaderWorkerSet", name });
    return set ? setRollout(set, name) : { isDone: false, message: "" };
  }
  const deployment = await cluster.find({ ...named, kind: "Deployment" });
  return deployment ? deploymentRollout(deployment, named.name) : { isDone: false, message: "" };
}

function deploymentRollout(deployment: ValueMap, name: string): Rollout {
  const wanted = Number(valueAt(deployment, ["spec", "replicas"]) ?? 0);
  const count = (field: string) => Number(valueAt(deployment, ["status", field]) ?? 0);
  const of = `deployment ${JSON.stringify(name)}`;
  if (wanted === 0) return { isDone: false, message: `${of} is scaled down` };
  if (conditionOf(deployment, "Progressing")?.reason === "ProgressDeadlineExceeded") {
    return { isDone: false, message: `${of} exceeded its progress deadline` };
  }
  const [updated, available] = [count("updatedReplicas"), count("availableReplicas")];
  const waiting = `Waiting for ${of} rollout to finish:`;
  if (updated < wanted) {
    const message = `${waiting} ${updated} out of ${wanted} new replicas have been updated...\n`;
    return { isDone: false, message };
  }
  if (available < updated) {
    const message = `${waiting} ${available} of ${updated} updated replicas are available...\n`;
    return { isDone: false, message };
  }
  return { isDone: true, message: `${of} successfully rolled out\n` };
}

function setRollout(set: ValueMap, name: string): Rollout {
  const of = `leaderworkerset ${JSON.stringify(name)}`;
  if (!valueAt(set, ["spec", "replicas"])) return { isDone: false, message: `${of} is scaled down` };
  const isDone = conditionOf(set, "Available")?.status === "True";
  return { isDone, message: `${of} is ${isDone ? "" : "not "}ready` };
}

function conditionOf(object: ValueMap, type: string): ValueMap | undefined {
  const conditions = valueAt(object, ["status", "conditions"]);
  return Array.isArray(conditions) ? conditions.filter(isMap).find((is) => is.type === type) : undefined;
}
