import type { Health } from "../../../src/nim/health/health.ts";
import { healthOf } from "../../../src/nim/health/health-of.ts";
import { liveWorld, type WorldOptions } from "../../../src/nim/health/surroundings.ts";
import type { Value, ValueMap } from "../../../src/nim/value.ts";

/** A condition, as `Ready=False NotReady: message`. */
export function condition(text: string): ValueMap {
  const [, type = "", status = "", reason = "", message = ""] =
    /^(\S+)=(\w+) ?([^\s:]*):? ?(.*)$/.exec(text) ?? [];
  return { type, status, reason, message };
}

interface Parts {
  readonly spec?: ValueMap;
  readonly state?: string;
  readonly conditions?: readonly string[];
  readonly status?: ValueMap;
  readonly metadata?: ValueMap;
}

/** A live NIM resource `llama` in `models` that the operator has taken up. */
export function nim(
  kind: string,
  { spec = {}, state = "", conditions = [], status, metadata }: Parts = {},
): ValueMap {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind,
    metadata: {
      name: "llama",
      namespace: "models",
      uid: "1",
      generation: 2,
      finalizers: [`finalizer.${kind.toLowerCase()}.apps.nvidia.com`],
      ...metadata,
    },
    spec,
    status: { state, conditions: conditions.map(condition), ...status },
  };
}

const groups: Record<string, string> = {
  Job: "batch/v1",
  Deployment: "apps/v1",
  LeaderWorkerSet: "leaderworkerset.x-k8s.io/v1",
  InferenceService: "serving.kserve.io/v1beta1",
};

/** Any other object in `models`. */
export function other(kind: string, name: string, rest: ValueMap & { metadata?: ValueMap } = {}): ValueMap {
  const { metadata, ...more } = rest;
  return {
    apiVersion: groups[kind] ?? "v1",
    kind,
    metadata: { name, namespace: "models", ...metadata },
    ...more,
  };
}

/** A pod whose only container waits or ended. */
export function pod(
  name: string,
  phase: string,
  state: ValueMap,
  labels: ValueMap = { app: "llama" },
): ValueMap {
  return other("Pod", name, {
    metadata: { labels },
    status: { phase, containerStatuses: [{ name: "main", state }] },
  });
}

export function unschedulable(name: string, message: string): ValueMap {
  const scheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
  return other("Pod", name, {
    metadata: { labels: { app: "llama" } },
    status: { phase: "Pending", conditions: [scheduled] },
  });
}

export function deployment(
  wanted: number,
  available: number,
  rest: { spec?: ValueMap; status?: ValueMap } = {},
): ValueMap {
  return other("Deployment", "llama", {
    metadata: { generation: 3 },
    spec: { replicas: wanted, ...rest.spec },
    status: {
      observedGeneration: 3,
      replicas: wanted,
      updatedReplicas: wanted,
      availableReplicas: available,
      ...rest.status,
    },
  });
}

export const every = [
  ...["NIMCache", "NIMService", "NIMPipeline", "NIMBuild", "Job", "Pod", "PersistentVolumeClaim"],
  ...["Deployment", "LeaderWorkerSet", "InferenceService", "Event"],
];

/** How the first object is, with the others around it. */
export function judged(objects: readonly ValueMap[], options: WorldOptions = { knows: every }): Health {
  const [first = {}] = objects;
  const health = healthOf(first, liveWorld(objects, options).around("models"));
  if (health === undefined) throw new Error("not judged");
  return health;
}

export function env(...pairs: readonly (readonly [string, string])[]): Value[] {
  return pairs.map(([name, value]) => ({ name, value }));
}
