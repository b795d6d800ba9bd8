import { isMap, valueAt } from "../value.ts";
import { conditionOf } from "./condition.ts";
import { numberAt, textAt } from "./fields.ts";
import { type Live, labelOf } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";

/** How far the pods of a service are, as whoever makes them says. */
export interface Rollout {
  readonly kind: "Deployment" | "LeaderWorkerSet" | "InferenceService";
  /** Undefined where it is not there, or not known. */
  readonly workload: Live | undefined;
  /** Undefined for an InferenceService, which does not say. */
  readonly wanted: number | undefined;
  readonly available: number;
  /** Whether the newest spec was read, every pod is of it, and all of them are available. */
  readonly isDone: boolean;
  /** Whether the newest spec was read. */
  readonly isObserved: boolean;
  readonly isOverdue: boolean;
  /** Why pods are refused before they exist: a quota, an admission policy. */
  readonly refusal: string | undefined;
  readonly pods: readonly Live[];
}

export function rolloutOf(service: Live, around: Surroundings): Rollout {
  const { object } = service;
  const isServed = textAt(object, "spec", "inferencePlatform") === "kserve";
  if (isServed) return inferenceService(service, around);
  return hasLeaderWorkerSet(service, around) ? leaderWorkerSet(service, around) : deployment(service, around);
}

/** Operator 3.0.2 makes one for a pipeline of one as well, and no Deployment. */
function hasLeaderWorkerSet({ object, name }: Live, around: Surroundings): boolean {
  if ((numberAt(object, "spec", "multiNode", "parallelism", "pipeline") ?? 0) > 1) return true;
  if (!isMap(valueAt(object, ["spec", "multiNode"]))) return false;
  const set = around.find("LeaderWorkerSet", `${name}-lws`);
  return set !== undefined && around.find("Deployment", name) === undefined;
}

/** Whether anything answers, be it of an earlier spec. */
export function isServing({ workload, available }: Rollout): boolean {
  return workload !== undefined && !workload.isDeleting && available > 0;
}

function deployment({ name }: Live, around: Surroundings): Rollout {
  const workload = around.find("Deployment", name);
  const counts = countsOf(workload, "availableReplicas");
  const failure = conditionOf(workload?.object, "ReplicaFailure");
  return {
    kind: "Deployment",
    workload,
    ...counts,
    isDone: counts.isDone && (numberAt(workload?.object, "status", "replicas") ?? 0) <= counts.wanted,
    isOverdue: conditionOf(workload?.object, "Progressing")?.reason === "ProgressDeadlineExceeded",
    refusal: failure?.isTrue === true ? failure.message : undefined,
    pods: podsLabelled(around, "app", name),
  };
}

function leaderWorkerSet({ name }: Live, around: Surroundings): Rollout {
  const workload = around.find("LeaderWorkerSet", `${name}-lws`);
  const counts = countsOf(workload, "readyReplicas");
  return {
    kind: "LeaderWorkerSet",
    workload,
    ...counts,
    isDone: counts.isDone && conditionOf(workload?.object, "Available")?.isTrue === true,
    isOverdue: false,
    refusal: undefined,
    pods: podsLabelled(around, "app", `${name}-lws`),
  };
}

function inferenceService({ name }: Live, around: Surroundings): Rollout {
  const workload = around.find("InferenceService", name);
  const isReady = conditionOf(workload?.object, "PredictorReady")?.isTrue === true;
  const isObserved = observed(workload);
  return {
    kind: "InferenceService",
    workload,
    wanted: undefined,
    available: isReady ? 1 : 0,
    isDone: workload !== undefined && isReady && isObserved,
    isObserved,
    isOverdue: false,
    refusal: undefined,
    pods: podsLabelled(around, "serving.kserve.io/inferenceservice", name),
  };
}

function countsOf(workload: Live | undefined, ready: string) {
  const object = workload?.object;
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const updated = numberAt(object, "status", "updatedReplicas") ?? 0;
  const available = numberAt(object, "status", ready) ?? 0;
  const isObserved = observed(workload);
  const isDone = workload !== undefined && isObserved && updated >= wanted && available >= wanted;
  return { wanted, available, isObserved, isDone };
}

/** A LeaderWorkerSet does not tell what it has read. */
function observed(workload: Live | undefined): boolean {
  const seen = numberAt(workload?.object, "status", "observedGeneration");
  return seen === undefined || workload?.generation === undefined || seen >= workload.generation;
}

function podsLabelled(around: Surroundings, key: string, value: string): Live[] {
  return around.all("Pod").filter((pod) => labelOf(pod, key) === value && !pod.isDeleting);
}
