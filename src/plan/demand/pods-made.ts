import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../nim/value.ts";
import type { Level } from "./demand.ts";

/** Pods that one object makes, as its template says, before admission. */
export interface PodsMade {
  readonly of: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: ValueMap;
  readonly count: Readonly<Record<Level, number>>;
}

/** The pods of an object; empty for kinds that make none. An autoscaler among the objects of its workload sets the counts. */
export function podsMadeBy(object: ValueMap, among: readonly ValueMap[]): PodsMade[] {
  const kind = String(object.kind);
  const read = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  return read?.(object, among) ?? [];
}

type Reader = (object: ValueMap, among: readonly ValueMap[]) => PodsMade[];

const readers: Readonly<Record<string, Reader>> = {
  Pod: (object) => [
    {
      of: named(object),
      labels: labelsAt(object, ["metadata", "labels"]),
      spec: mapAt(object, ["spec"]),
      count: always(1),
    },
  ],
  Job: (object) => [
    templated(object, ["spec", "template"], always(countAt(object, ["spec", "parallelism"], 1))),
  ],
  Deployment: (object, among) => {
    const { min, max } = autoscaled(object, among) ?? exactly(countAt(object, ["spec", "replicas"], 1));
    const pods = templated(object, ["spec", "template"], between(min, max, min));
    // The pods of each revision have a hash of their own, which affinities may name by matchLabelKeys.
    return [{ ...pods, labels: { ...pods.labels, "pod-template-hash": `of ${pods.of}` } }];
  },
  LeaderWorkerSet: groups,
  InferenceService: predictor,
};

/**
 * Leaders and workers of all replicas, or of each replica where it must have a domain for itself.
 * Source: LeaderWorkerSet pkg/webhooks/pod_webhook.go, SetExclusiveAffinities.
 */
function groups(object: ValueMap): PodsMade[] {
  const replicas = countAt(object, ["spec", "replicas"], 1);
  const workers = Math.max(0, countAt(object, ["spec", "leaderWorkerTemplate", "size"], 1) - 1);
  const at = (role: string): Path => ["spec", "leaderWorkerTemplate", role];
  const leaderAt =
    valueAt(object, at("leaderTemplate")) === undefined ? at("workerTemplate") : at("leaderTemplate");
  const part = (path: Path, role: "leader" | "workers", count: number, number?: number): PodsMade => {
    const { of, labels, spec } = templated(object, path, always(count));
    const index = role === "leader" ? { [`${label}/worker-index`]: "0" } : {};
    return {
      of: `${of} (${role}${number === undefined ? "" : ` of group ${number + 1}`})`,
      labels: { ...labels, [`${label}/name`]: nameOf(object), ...index },
      spec,
      count: always(count),
    };
  };
  const topologyKey = valueAt(object, ["metadata", "annotations", `${label}/exclusive-topology`]);
  if (typeof topologyKey !== "string" || topologyKey === "")
    return [part(leaderAt, "leader", replicas), part(at("workerTemplate"), "workers", replicas * workers)];
  // More groups than any plan can show are as good as this many.
  return Array.from({ length: Math.min(replicas, 1000) }, (_, number) => {
    const key = `${nameOf(object)}-${number}`;
    return [part(leaderAt, "leader", 1, number), part(at("workerTemplate"), "workers", workers, number)].map(
      (pods, index) => ({
        ...pods,
        labels: { ...pods.labels, [`${label}/group-key`]: key },
        spec: {
          ...pods.spec,
          affinity: exclusive(mapAt(pods.spec, ["affinity"]), topologyKey, key, index === 0),
        },
      }),
    );
  }).flat();
}

const label = "leaderworkerset.sigs.k8s.io";

/** Workers get a node selector for their leader's domain, which comes to the same as being together with it. */
function exclusive(affinity: ValueMap, topologyKey: string, key: string, isLeader: boolean): ValueMap {
  const own = { key: `${label}/group-key`, operator: "In", values: [key] };
  const leader = { key: `${label}/worker-index`, operator: "In", values: ["0"] };
  const term = (...matchExpressions: ValueMap[]): ValueMap => ({
    topologyKey,
    labelSelector: { matchExpressions },
  });
  const withTerm = (side: string, added: ValueMap): ValueMap => {
    const given = valueAt(affinity, [side, required]);
    return { ...mapAt(affinity, [side]), [required]: [...(Array.isArray(given) ? given : []), added] };
  };
  if (!isLeader) return { ...affinity, podAffinity: withTerm("podAffinity", term(own, leader)) };
  const others: ValueMap[] = [
    { key: `${label}/group-key`, operator: "Exists" },
    { ...own, operator: "NotIn" },
  ];
  return {
    ...affinity,
    podAffinity: withTerm("podAffinity", term(own)),
    podAntiAffinity: withTerm("podAntiAffinity", term(...others)),
  };
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";

/**
 * What KServe runs of an InferenceService: with Knative a new revision comes up whole before the old one goes; else the
 * operator's strategy allows no surge. Source: kserve pkg/controller/v1beta1/inferenceservice.
 */
function predictor(object: ValueMap): PodsMade[] {
  const path = ["spec", "predictor"];
  const min = countAt(object, [...path, "minReplicas"], 1);
  const max = Math.max(min, countAt(object, [...path, "maxReplicas"], min));
  const isStandard = valueAt(object, [...path, "deploymentStrategy"]) !== undefined;
  const name = nameOf(object);
  return [
    {
      of: named(object),
      labels: {
        ...labelsAt(object, ["metadata", "labels"]),
        ...labelsAt(object, [...path, "labels"]),
        "serving.kserve.io/inferenceservice": name,
        component: "predictor",
        ...(isStandard && { app: `isvc.${name}-predictor` }),
      },
      spec: mapAt(object, path),
      count: between(min, max, isStandard ? min : 2 * min),
    },
  ];
}

function templated(object: ValueMap, path: Path, count: PodsMade["count"]): PodsMade {
  return {
    of: named(object),
    labels: labelsAt(object, [...path, "metadata", "labels"]),
    spec: mapAt(object, [...path, "spec"]),
    count,
  };
}

/** Bounds that the API server refuses leave the Deployment's own count. */
function autoscaled(object: ValueMap, among: readonly ValueMap[]): { min: number; max: number } | undefined {
  const autoscaler = among.find(
    (other) =>
      other.kind === "HorizontalPodAutoscaler" &&
      valueAt(other, ["spec", "scaleTargetRef", "kind"]) === object.kind &&
      valueAt(other, ["spec", "scaleTargetRef", "name"]) === nameOf(object),
  );
  if (!autoscaler) return undefined;
  const min = countAt(autoscaler, ["spec", "minReplicas"], 1);
  const max = countAt(autoscaler, ["spec", "maxReplicas"], 0);
  return max < 1 || max < min ? undefined : { min, max };
}

function exactly(count: number): { min: number; max: number } {
  return { min: count, max: count };
}

function always(count: number): PodsMade["count"] {
  return between(count, count, count);
}

function between(minimum: number, maximum: number, rollout: number): PodsMade["count"] {
  return { minimum, maximum, nodeLost: minimum, rollout };
}

function countAt(object: ValueMap, path: Path, missing: number): number {
  const count = valueAt(object, path);
  return typeof count === "number" && count >= 0 ? Math.floor(count) : missing;
}

function mapAt(map: ValueMap, path: Path): ValueMap {
  const found = valueAt(map, path);
  return isMap(found) ? found : {};
}

function labelsAt(object: ValueMap, path: Path): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapAt(object, path)).filter((entry): entry is [string, string] => isText(entry[1])),
  );
}

function isText(value: Value): value is string {
  return typeof value === "string";
}

function nameOf(object: ValueMap): string {
  return String(valueAt(object, ["metadata", "name"]) ?? "");
}

function named(object: ValueMap): string {
  return `${String(object.kind)} ${nameOf(object)}`;
}
