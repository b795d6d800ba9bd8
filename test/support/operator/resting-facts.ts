import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";

/** What a step of a timeline tells of an object, or what is told the same way of a live one. */
export type Facts = Readonly<Record<string, unknown>>;

/** Facts of objects by `KIND/name`; those that are gone are not in it. */
export type Rest = ReadonlyMap<string, Facts>;

/** Kinds whose objects come to rest the same way each time; pods have random names. */
export const restingKinds = [
  ...["NIMCache", "NIMService", "NIMPipeline", "NIMBuild", "Deployment", "Job", "PersistentVolumeClaim"],
  ...["ConfigMap", "Service", "ServiceAccount", "Role", "RoleBinding", "Ingress", "HTTPRoute"],
  ...["HorizontalPodAutoscaler", "ServiceMonitor", "LeaderWorkerSet"],
];

/** Of a recorded step. */
export function recordedFacts(step: ValueMap): Facts {
  const { kind } = step;
  const state = String(step.state ?? "");
  const conditions = Array.isArray(step.conditions) ? step.conditions.filter(isMap) : [];
  switch (kind) {
    case "NIMCache":
    case "NIMService":
    case "NIMBuild":
    case "NIMPipeline":
      return factsOf(String(kind), state, conditions, {
        states: step.states,
        pvc: step.pvc,
        type: step.type,
        profiles: step.profiles,
        model: valueAt(step, ["model", "name"]),
        deleting: step.deleting,
      });
    case "Deployment":
      return { replicas: step.replicas, available: step.available ?? 0, image: step.image };
    case "PersistentVolumeClaim":
      // How long a volume takes was the laboratory's choice.
      return { deleting: step.deleting === true };
    case "ConfigMap":
      return { keys: step.keys };
    case "Job":
      return { succeeded: step.succeeded ?? 0, failed: step.failed ?? 0 };
    default:
      return {};
  }
}

/** Of an object of the API server. */
export function liveFacts(object: ValueMap): Facts {
  const status = isMap(object.status) ? object.status : {};
  const deleting = valueAt(object, ["metadata", "deletionTimestamp"]) !== undefined ? true : undefined;
  switch (object.kind) {
    case "NIMCache":
    case "NIMService":
    case "NIMBuild":
    case "NIMPipeline": {
      const conditions = Array.isArray(status.conditions) ? status.conditions.filter(isMap) : [];
      const profiles = Array.isArray(status.profiles) ? status.profiles.filter(isMap) : [];
      return factsOf(String(object.kind), String(status.state ?? ""), conditions, {
        states: status.states,
        pvc: status.pvc || undefined,
        type: status.type || undefined,
        profiles: profiles.map(({ name }) => name),
        model: valueAt(status, ["model", "name"]),
        deleting,
      });
    }
    case "Deployment":
      return {
        replicas: valueAt(object, ["spec", "replicas"]),
        available: status.availableReplicas ?? 0,
        image: valueAt(object, ["spec", "template", "spec", "containers", 0, "image"]),
      };
    case "PersistentVolumeClaim":
      return { deleting: deleting === true };
    case "ConfigMap":
      return { keys: Object.keys(isMap(object.data) ? object.data : {}).sort() };
    case "Job":
      return { succeeded: status.succeeded ?? 0, failed: status.failed ?? 0 };
    default:
      return {};
  }
}

interface Rests {
  readonly states: unknown;
  readonly pvc: unknown;
  readonly type: unknown;
  readonly profiles: unknown;
  readonly model: unknown;
  readonly deleting: unknown;
}

function factsOf(kind: string, state: string, conditions: readonly ValueMap[], rests: Rests): Facts {
  // A lost race, and the state that follows from a status never written, both mean: waits for the manifest pod.
  const waits = kind === "NIMCache" && conditions.some(({ message }) => podNotFound.test(String(message)));
  const profiles = Array.isArray(rests.profiles) ? [...new Set(rests.profiles)].sort() : [];
  return {
    state: waits ? "" : state,
    conditions: waits ? [] : conditions.flatMap((condition) => told(kind, condition)).sort(),
    ...(isMap(rests.states) && Object.keys(rests.states).length > 0 && { states: rests.states }),
    ...(rests.pvc !== undefined && { pvc: rests.pvc }),
    ...(rests.type !== undefined && { type: rests.type }),
    ...(profiles.length > 0 && { profiles }),
    ...(rests.model !== undefined && { model: rests.model }),
    ...(rests.deleting === true && { deleting: true }),
  };
}

const podNotFound = /^Pod ".*-pod" not found$/;

/**
 * The conditions that say something once all is at rest: those that races leave behind or that depend on how often the
 * operator looked are left out.
 */
function told(kind: string, { type, status, reason, message }: ValueMap): string[] {
  if (inPassing.has(String(type)) || (type === "NIM_CACHE_RECONCILE_FAILED" && status === "False")) return [];
  // In an error loop the reason alternates at each retry.
  const why = kind === "NIMService" && type === "Failed" ? "" : ` ${String(reason)}`;
  return [`${String(type)}=${String(status)}${why}: ${withoutCounts(String(message))}`];
}

/** How far a rollout had come when the operator looked last. */
function withoutCounts(message: string): string {
  return message.replace(/rollout to finish: .*\n$/, "rollout to finish");
}

const inPassing = new Set([
  "NIM_BUILD_ENGINE_BUILD_POD_PENDING",
  "NIM_BUILD_RECONCILE_FAILED",
  "NIM_CACHE_JOB_CREATED",
  "NIM_CACHE_JOB_PENDING",
  "NIM_CACHE_PVC_CREATED",
]);
