import { gpuResourcesOf } from "../nim/gpu-resource.ts";
import { isMap, type Path, type ValueMap, valueAt } from "../nim/value.ts";
import { isNothing } from "./amounts.ts";
import type { Amounts } from "./inventory.ts";
import { podRequests } from "./pod-requests.ts";

/** Equal pods that ask for GPUs. */
export interface Workload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** How many; an autoscaler may change it. */
  readonly pods: { readonly min: number; readonly max: number };
  /** The GPUs of each pod, by resource; empty where it gets them by resource claims. */
  readonly gpus: Amounts;
  /** All that each pod asks for. */
  readonly requests: Amounts;
  readonly pod: ValueMap;
}

/** The pods with GPUs that a cluster makes of objects. */
export function workloadsIn(objects: readonly ValueMap[]): Workload[] {
  const autoscaled = new Map(
    objects.flatMap((object) =>
      object.kind === "HorizontalPodAutoscaler" ? [[targetOf(object), rangeOf(object, ["spec"])]] : [],
    ),
  );
  return objects.flatMap((object) => {
    const kind = String(object.kind);
    const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
    return (read?.(object) ?? []).flatMap(({ pod, pods, part = "" }) => {
      const workload = workloadOf(object, pod, autoscaled.get(keyOf(object)) ?? pods, part);
      return workload ? [workload] : [];
    });
  });
}

interface Pods {
  readonly pod: ValueMap | undefined;
  readonly pods: Workload["pods"];
  /** Appended to the name, where one object makes several sorts of pods. */
  readonly part?: string;
}

const template = ["spec", "template", "spec"];

const readers: Readonly<Record<string, (object: ValueMap) => readonly Pods[]>> = {
  Pod: (object) => [{ pod: mapAt(object, ["spec"]), pods: exactly(1) }],
  Deployment: (object) => [
    { pod: mapAt(object, template), pods: exactly(countAt(object, ["spec", "replicas"])) },
  ],
  Job: (object) => [
    { pod: mapAt(object, template), pods: exactly(countAt(object, ["spec", "parallelism"])) },
  ],
  LeaderWorkerSet: groups,
  InferenceService: (object) => [
    { pod: mapAt(object, ["spec", "predictor"]), pods: rangeOf(object, ["spec", "predictor"]) },
  ],
};

function groups(object: ValueMap): Pods[] {
  const replicas = countAt(object, ["spec", "replicas"]);
  const size = countAt(object, ["spec", "leaderWorkerTemplate", "size"]);
  const podOf = (role: string) => mapAt(object, ["spec", "leaderWorkerTemplate", role, "spec"]);
  const worker = podOf("workerTemplate");
  return [
    { pod: podOf("leaderTemplate") ?? worker, pods: exactly(replicas), part: " (leader)" },
    { pod: worker, pods: exactly(replicas * Math.max(0, size - 1)), part: " (workers)" },
  ];
}

function workloadOf(
  object: ValueMap,
  pod: ValueMap | undefined,
  pods: Workload["pods"],
  part: string,
): Workload | undefined {
  if (!pod || pods.max === 0) return undefined;
  // What KServe runs beside the model stands below `model`.
  const model = mapAt(pod, ["model"]);
  const requests = podRequests(model ? { ...pod, containers: [model] } : pod);
  const gpus = Object.fromEntries(
    gpuResourcesOf({ requests }).flatMap((name) => {
      const amount = requests[name];
      return amount === undefined || isNothing(amount) ? [] : [[name, amount]];
    }),
  );
  if (Object.keys(gpus).length === 0 && !claimsDevices(pod)) return undefined;
  return {
    kind: String(object.kind),
    namespace: textAt(object, ["metadata", "namespace"]),
    name: `${textAt(object, ["metadata", "name"])}${part}`,
    pods,
    gpus,
    requests,
    pod,
  };
}

function claimsDevices(pod: ValueMap): boolean {
  const claims = valueAt(pod, ["resourceClaims"]);
  return Array.isArray(claims) && claims.length > 0;
}

function targetOf(autoscaler: ValueMap): string {
  const target = ["spec", "scaleTargetRef"];
  return [
    textAt(autoscaler, [...target, "kind"]),
    textAt(autoscaler, ["metadata", "namespace"]),
    textAt(autoscaler, [...target, "name"]),
  ].join("\0");
}

function keyOf(object: ValueMap): string {
  return [
    String(object.kind),
    textAt(object, ["metadata", "namespace"]),
    textAt(object, ["metadata", "name"]),
  ].join("\0");
}

function rangeOf(object: ValueMap, path: Path): Workload["pods"] {
  const min = countAt(object, [...path, "minReplicas"]);
  return { min, max: Math.max(min, countAt(object, [...path, "maxReplicas"], min)) };
}

function exactly(count: number): Workload["pods"] {
  return { min: count, max: count };
}

function countAt(object: ValueMap, path: Path, missing = 1): number {
  const count = valueAt(object, path);
  return typeof count === "number" && count >= 0 ? Math.floor(count) : missing;
}

function mapAt(object: ValueMap, path: Path): ValueMap | undefined {
  const found = valueAt(object, path);
  return isMap(found) ? found : undefined;
}

function textAt(object: ValueMap, path: Path): string {
  const found = valueAt(object, path);
  return typeof found === "string" ? found : "";
}
