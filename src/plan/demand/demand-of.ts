import type { Inventory } from "../../inventory/inventory.ts";
import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { isMap, type ValueMap, valueAt } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { cacheJob } from "../../nim/workload/cache-job.ts";
import type { UnknownObject } from "../../nim/workload/made.ts";
import type { ResourceOutcome } from "../outcomes.ts";
import type { Assumption, Reason } from "../plan.ts";
import { StorageClasses } from "../storage-classes.ts";
import { admitted } from "./admission.ts";
import { Companions, mapsAt, textAt } from "./companions.ts";
import type { Demand, PodDemand, QuotaDemand, WorkloadDemand } from "./demand.ts";
import { deviceRequestsOf } from "./device-requests.ts";
import { locationOf } from "./location.ts";
import { isFinal, lackingComponent } from "./never-made.ts";
import { type PodsMade, podsMadeBy } from "./pods-made.ts";
import { quotaFault, quotasOf } from "./quotas.ts";
import { volumesOf } from "./volumes.ts";

export interface DemandInput {
  /** In which the pods of services that say their GPUs are settled; see `settledOutcomes`. */
  readonly outcomes: readonly ResourceOutcome[];
  readonly set: ResourceSet;
  readonly operatorVersion: OperatorVersion;
  readonly inventory: Inventory | undefined;
}

/**
 * The pods that a set of manifests asks for, by the workloads that own them. Nothing here knows where they run: only what
 * keeps them from being made at all is decided.
 */
export function demandOf({ outcomes, set, operatorVersion, inventory }: DemandInput): Demand {
  const assumptions = new Map<string, Assumption>();
  const assume = (assumption: Assumption) =>
    void assumptions.set(`${assumption.about}\0${assumption.message}`, assumption);
  const companions = new Companions(set.companions);
  const quotas = quotasOf(inventory, set.companions, assume);
  const classes = new StorageClasses(inventory, set);
  const context: Context = {
    companions,
    classes,
    quotas,
    claims: claimsMade(outcomes),
    operatorVersion,
    components: inventory?.components ?? {},
    assume,
  };
  for (const { name, nodes } of inventory?.nodePools ?? []) {
    if (nodes.max <= nodes.min) continue;
    const message = `is autoscaled: all ${nodes.max} nodes that it may have are taken for nodes that can be had`;
    assume({ about: `pool ${name}`, message });
  }
  const workloads = outcomes.flatMap((outcome) =>
    outcome.twin ? [] : ownersIn(outcome).map((owner) => workloadOf(owner, outcome, context)),
  );
  return {
    workloads: workloads.sort(byName),
    quotas,
    assumptions: [...assumptions.values()].sort(
      (a, b) => compare(a.about, b.about) || compare(a.message, b.message),
    ),
  };
}

interface Context {
  readonly companions: Companions;
  readonly classes: StorageClasses;
  readonly quotas: readonly QuotaDemand[];
  /** Those that the operator makes, by namespace and name: services mount the claims of their caches. */
  readonly claims: ReadonlyMap<string, ValueMap>;
  readonly operatorVersion: OperatorVersion;
  readonly components: Inventory["components"];
  assume(assumption: Assumption): void;
}

function claimsMade(outcomes: readonly ResourceOutcome[]): ReadonlyMap<string, ValueMap> {
  const claims = new Map<string, ValueMap>();
  for (const { resource, outcome } of outcomes) {
    for (const object of outcome.objects) {
      const key = `${resource.namespace}/${object.metadata.name}`;
      if (object.kind === "PersistentVolumeClaim" && !claims.has(key)) claims.set(key, object);
    }
  }
  return claims;
}

/** Kinds of which one that is left out has pods. */
const podKinds = ["Deployment", "LeaderWorkerSet", "InferenceService", "Job", "everything"];

/** Kinds of objects that `demandOf` looks at: those with pods, and what says how many there are and what they use. */
export const kindsOfDemand: ReadonlySet<string> = new Set([
  ...podKinds,
  "Pod",
  "NIMService",
  "HorizontalPodAutoscaler",
  "PersistentVolumeClaim",
  "ResourceClaimTemplate",
  "ResourceClaim",
]);

/** What has pods of its own: the resource, or each service of a pipeline. */
interface Owner {
  readonly kind: "NIMService" | "NIMBuild" | "NIMCache";
  readonly name: string;
  /** Where it stands in its resource. */
  readonly path: readonly (string | number)[];
}

function ownersIn({ resource, outcome }: ResourceOutcome): Owner[] {
  const { kind, name } = resource;
  if (kind !== "NIMPipeline") return [{ kind, name, path: [] }];
  const made = new Set<string>();
  return mapsAt(resource.written, ["spec", "services"]).flatMap((service, index): Owner[] => {
    const called = textAt(service, ["name"]);
    if (service.enabled !== true || made.has(called)) return [];
    made.add(called);
    const isMade = outcome.objects.some(
      (object) => object.kind === "NIMService" && object.metadata.name === called,
    );
    const isStopped = outcome.stopped !== undefined || outcome.unknown.length > 0;
    return isMade || isStopped
      ? [{ kind: "NIMService", name: called, path: ["spec", "services", index] }]
      : [];
  });
}

function workloadOf(owner: Owner, { resource, outcome }: ResourceOutcome, context: Context): WorkloadDemand {
  const { namespace } = resource;
  const name = {
    kind: owner.kind,
    namespace,
    name: owner.name,
    location: locationOf(resource, owner.path),
    ends: owner.kind !== "NIMService",
  };
  const objects = outcome.objects.filter((object) => isOwnedBy(object, owner));
  const leftOut = outcome.unknown.filter((unknown) => concerns(unknown, owner));
  const made = [...objects, ...jobOf(resource, objects, leftOut, context)];
  const settled = (verdict: "unknown" | "does-not-fit", reason: Reason): WorkloadDemand => ({
    ...name,
    pods: [],
    settled: { verdict, reason },
  });
  const isKnownJob = made.length > objects.length;
  const [unknown] = isKnownJob ? [] : leftOut;
  if (unknown) return settled("unknown", { code: "pods-unknown", message: sentenceOf(unknown) });
  const templates = made.flatMap((object) => (isBeside(object, owner) ? [] : podsMadeBy(object, made)));
  if (templates.length === 0 && outcome.stopped) {
    const message = `the operator makes no pods: ${outcome.stopped.message || "it ends before"}`;
    const verdict = isFinal(outcome.stopped) ? "does-not-fit" : "unknown";
    return settled(verdict, { code: "operator-stops", message });
  }
  const pods: PodDemand[] = [];
  for (const template of templates) {
    const pod = podOf(template, namespace, made, context);
    if ("message" in pod) return settled(undecidable.includes(pod.code) ? "unknown" : "does-not-fit", pod);
    if (Object.values(pod.count).some((count) => count > 0)) pods.push(pod);
  }
  const lacking = lackingComponent(
    made.map(({ kind }) => String(kind)),
    pods,
    context.components,
  );
  if (lacking && pods.length > 0) return settled("does-not-fit", lacking);
  for (const object of made) if (object.kind === "InferenceService") assumeOfKServe(name, context);
  return { ...name, pods };
}

const undecidable: readonly string[] = ["claims-unknown"];

/** The pod that reads the manifest of a cache is short, and asks for what the job asks for. */
function isBeside(object: ValueMap, owner: Owner): boolean {
  return owner.kind === "NIMCache" && object.kind === "Pod";
}

/** Objects of a pipeline's services are owned by those; all others are the resource's own. */
function isOwnedBy(object: ValueMap, { kind, name, path }: Owner): boolean {
  if (path.length === 0) return true;
  const owners = valueAt(object, ["metadata", "ownerReferences"]);
  return (
    Array.isArray(owners) && owners.some((each) => isMap(each) && each.kind === kind && each.name === name)
  );
}

function concerns({ kind, service }: UnknownObject, { kind: ownerKind, name }: Owner): boolean {
  if (!podKinds.includes(kind) && !(kind === "Pod" && ownerKind === "NIMBuild")) return false;
  return service === undefined || service === name;
}

/** The Job of a cache asks for the same pod whatever it downloads. */
function jobOf(
  resource: Resource,
  objects: readonly ValueMap[],
  leftOut: readonly UnknownObject[],
  { operatorVersion }: Context,
): ValueMap[] {
  if (!isOfKind(resource, "NIMCache") || objects.some(({ kind }) => kind === "Job")) return [];
  if (!leftOut.some(({ kind }) => kind === "Job")) return [];
  const surroundings = {
    namespace: resource.namespace,
    operatorVersion,
    products: undefined,
    modelManifest: () => ({ kind: "unknown" }) as const,
    find: () => undefined,
  };
  return [cacheJob(resource, { kind: "repository" }, surroundings, "later")];
}

function podOf(
  { of, labels, spec: template, count }: PodsMade,
  namespace: string,
  made: readonly ValueMap[],
  { companions, classes, quotas, claims, assume }: Context,
): PodDemand | Reason {
  const pod = admitted(template, namespace, companions, assume);
  if ("message" in pod) return pod;
  const { spec, requests, limits, priority } = pod;
  const find = (kind: string, name: string) =>
    made.find((object) => object.kind === kind && textAt(object, ["metadata", "name"]) === name) ??
    companions.find(kind, namespace, name) ??
    (kind === "PersistentVolumeClaim" ? claims.get(`${namespace}/${name}`) : undefined);
  const devices = deviceRequestsOf(spec, find);
  if ("message" in devices) return devices;
  const volumes = volumesOf(spec, find, classes);
  for (const { claim, isKnown } of volumes) {
    if (isKnown) continue;
    const message = "is not among the manifests: taken for one that every node reaches";
    assume({ about: `PersistentVolumeClaim ${namespace}/${claim}`, message });
  }
  for (const side of ["podAffinity", "podAntiAffinity"]) {
    for (const term of mapsAt(spec, ["affinity", side, "requiredDuringSchedulingIgnoredDuringExecution"])) {
      if (!isAboutLabels(term)) continue;
      const message = "selects namespaces by labels: only the label of their name is known";
      assume({ about: `affinity of ${of} in ${namespace}`, message });
    }
  }
  const scheduler = textAt(spec, ["schedulerName"]);
  if (scheduler !== "" && scheduler !== "default-scheduler")
    assume({ about: `scheduler ${scheduler}`, message: "is taken to need what kube-scheduler needs" });
  const demand: PodDemand = {
    of,
    namespace,
    count,
    labels,
    spec: priority.className === "" ? spec : { ...spec, priorityClassName: priority.className },
    requests: { ...requests, ...claimed(devices) },
    limits,
    priority: priority.value,
    evicts: priority.evicts && textAt(spec, ["preemptionPolicy"]) !== "Never",
    devices,
    volumes,
  };
  const fault = quotaFault(demand, quotas);
  return fault === undefined ? demand : { code: "quota-refuses", message: `pods are never made: ${fault}` };
}

/** An empty selector means all namespaces. */
function isAboutLabels(term: ValueMap): boolean {
  return /"(matchLabels|matchExpressions)"/.test(
    JSON.stringify(valueAt(term, ["namespaceSelector"]) ?? null),
  );
}

function claimed(devices: readonly { deviceClass: string; count: number }[]): Record<string, string> {
  const counts = new Map<string, number>();
  for (const { deviceClass, count } of devices)
    counts.set(deviceClass, (counts.get(deviceClass) ?? 0) + count);
  return Object.fromEntries([...counts].map(([deviceClass, count]) => [deviceClass, String(count)]));
}

function assumeOfKServe({ namespace, name }: { namespace: string; name: string }, { assume }: Context): void {
  const message = "what KServe runs beside the model, such as a queue proxy, is not counted";
  assume({ about: `NIMService ${namespace}/${name}`, message });
}

function sentenceOf({ kind, name, why }: UnknownObject): string {
  const what = name === undefined ? "its pods are not known" : `${kind} ${name} is not known`;
  return `${what}: ${why.sentence}`;
}

function byName(a: WorkloadDemand, b: WorkloadDemand): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name) || compare(a.kind, b.kind);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
