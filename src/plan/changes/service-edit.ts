import { isDeepStrictEqual } from "node:util";
import { type Resource, resourceFrom } from "../../manifest/resource.ts";
import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { MadeObject, Outcome, Surroundings } from "../../nim/workload/made.ts";
import { objectsMadeOf } from "../../nim/workload/objects.ts";
import type { Effect } from "./effects.ts";

/** What an edit of a NIMService comes to, told by what the operator makes of it before and afterwards. */
export interface ServiceEdit {
  /** Of one field; what `usual` says where the operator or the API server would stop at one of the two. */
  effectOf(path: Path, usual: Effect): Effect;
  /** Whether a field alters an object that the operator makes, but cannot change. */
  reachesFixed(path: Path): boolean;
  /** Objects that the operator makes, and cannot change. */
  readonly fixed: readonly MadeObject[];
  /** Objects that it no longer makes, and does not remove. */
  readonly left: readonly MadeObject[];
}

/** `old` and `now` are as they settle; `paths` those at which they differ. */
export function serviceEdit(
  service: Resource<"NIMService">,
  { old, now, paths }: { readonly old: ValueMap; readonly now: ValueMap; readonly paths: readonly Path[] },
  version: OperatorVersion,
): ServiceEdit {
  const first = madeOf(service, old, version, new Map());
  const present = new Map(first.objects.map((object) => [keyOf(object), object]));
  const made = (settled: ValueMap) => madeOf(service, settled, version, present);
  const places = placesOf(paths);
  // What is not edited stays, though the new manifest may lack it: a cluster has what nobody declared.
  const edited = places.reduce((map, place) => withPlace(map, place, now), old);
  const before = first.objects.some(({ kind }) => lookedFor.has(kind)) ? made(old) : first;
  const after = made(edited);
  const isKServe = valueAt(edited, ["spec", "inferencePlatform"]) === "kserve";
  const whole = compared(before, after, isKServe);
  const added = remembered((place) => compared(before, made(withPlace(old, place, now)), isKServe));
  const taken = remembered((place) => compared(made(withPlace(edited, place, old)), after, isKServe));
  return {
    effectOf: (path, usual) => {
      if (whole.effect === "ignored") return "ignored";
      if (whole.effect && places.length === 1) return whole.effect;
      const told = ({ effect }: Comparison) => effect ?? weaker(usual, whole.effect);
      const one = told(added(path));
      if (one === (whole.effect ?? "restarts-pods")) return one;
      const other = told(taken(path));
      return weaker(one, other) === one ? other : one;
    },
    reachesFixed: (path) => [added, taken].some((each) => each(path).fixed.length > 0),
    fixed: whole.fixed,
    left: whole.left,
  };
}

/** Kinds that the operator makes once, and then leaves as they are. */
const lookedFor: ReadonlySet<string> = new Set(["ConfigMap", "PersistentVolumeClaim", "Secret"]);

/** One comparison for each place; the items of a list count together. */
function remembered(compare: (place: Path) => Comparison): (path: Path) => Comparison {
  const known = new Map<string, Comparison>();
  return (path) => {
    const place = upToList(path);
    const key = place.join("\0");
    const found = known.get(key) ?? compare(place);
    known.set(key, found);
    return found;
  };
}

interface Comparison {
  /** Undefined where the operator stops at one of the two, or something is not known. */
  readonly effect: (typeof strengths)[number] | undefined;
  readonly fixed: readonly MadeObject[];
  readonly left: readonly MadeObject[];
}

const strengths = ["ignored", "applied", "restarts-pods"] as const;

function weaker(one: Effect, other: Effect | undefined): Effect {
  const rank = (effect: Effect) => (strengths as readonly Effect[]).indexOf(effect);
  return other === undefined || rank(one) <= rank(other) ? one : other;
}

function compared(before: Outcome, after: Outcome, isKServe: boolean): Comparison {
  if ([before, after].some(({ stopped, unknown }) => stopped !== undefined || unknown.length > 0)) {
    return { effect: undefined, fixed: [], left: [] };
  }
  const old = new Map(before.objects.map((object) => [keyOf(object), stored(object)]));
  const now = new Map(after.objects.map((object) => [keyOf(object), stored(object)]));
  const gone = [...old.values()].filter((object) => !now.has(keyOf(object)));
  const left = gone.filter((object) => isKServe || !isCleanedUp(object));
  const changed = [...now.values()].filter((object) => !isDeepStrictEqual(object, old.get(keyOf(object))));
  const fixed = changed.filter((object) => old.has(keyOf(object)) && fixedKinds.has(object.kind));
  const restarts = changed.some(
    (object) => !isDeepStrictEqual(podsOf(object), podsOf(old.get(keyOf(object)))),
  );
  const isApplied = changed.length > 0 || gone.length > left.length;
  return { effect: restarts ? "restarts-pods" : isApplied ? "applied" : "ignored", fixed, left };
}

/** With what the API server writes where the operator says nothing. Source: pkg/apis/{core,apps}/v1/defaults.go. */
function stored(object: MadeObject): MadeObject {
  const { spec } = object;
  if (object.kind !== "Deployment" || !isMap(spec)) return object;
  const template = isMap(spec.template) ? spec.template : {};
  const pod = isMap(template.spec) ? template.spec : {};
  const filled = { schedulerName: "default-scheduler", ...pod };
  for (const key of ["containers", "initContainers"]) {
    const list = pod[key];
    if (Array.isArray(list)) Object.assign(filled, { [key]: list.map(storedContainer) });
  }
  return { ...object, spec: { replicas: 1, ...spec, template: { ...template, spec: filled } } };
}

function storedContainer(container: Value): Value {
  if (!isMap(container)) return container;
  const isLatest = !/:(?!latest$)[^/:]+$/.test(String(container.image));
  const { imagePullPolicy } = container;
  return { ...container, imagePullPolicy: imagePullPolicy || (isLatest ? "Always" : "IfNotPresent") };
}

/** Source: k8s-nim-operator internal/utils/utils.go, UpdateObject, which panics at any kind that it does not name. */
const fixedKinds: ReadonlySet<string> = new Set(["ComputeDomain", "InferencePool", "ResourceClaimTemplate"]);

/** Source: k8s-nim-operator standalone/nimservice.go, CleanupResource; on KServe nothing is removed. */
function isCleanedUp({ kind, metadata }: MadeObject): boolean {
  return cleanedKinds.has(kind) || /-epp(?:-config)?$/.test(metadata.name);
}

const cleanedKinds: ReadonlySet<string> = new Set([
  ...["GRPCRoute", "HorizontalPodAutoscaler", "HTTPRoute", "InferencePool", "Ingress"],
]);

/** What the pods of the model are made of; undefined of an object that makes none. */
function podsOf(object: MadeObject | undefined): Value | undefined {
  if (object?.kind === "LeaderWorkerSet") return valueAt(object, ["spec", "leaderWorkerTemplate"]);
  if (object?.kind === "Deployment" && !object.metadata.name.endsWith("-epp")) {
    return valueAt(object, ["spec", "template"]);
  }
  if (object?.kind !== "InferenceService") return undefined;
  const predictor = valueAt(object, ["spec", "predictor"]);
  if (!isMap(predictor)) return undefined;
  return Object.fromEntries(
    Object.entries(predictor).filter(([key]) => !/^(?:min|max|scale)[A-Z]/.test(key)),
  );
}

/**
 * Caches are taken to be there, and images to be of the older kind: neither makes a difference to which fields count.
 * What the operator has made already it finds.
 */
function madeOf(
  { name, namespace, document }: Resource<"NIMService">,
  settled: ValueMap,
  operatorVersion: OperatorVersion,
  present: ReadonlyMap<string, MadeObject>,
): Outcome {
  const written = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    ...settled,
    metadata: { name },
  };
  const origin = { document, base: [], namespace, operatorVersion };
  const { spec } = resourceFrom("NIMService", written, origin);
  const surroundings: Surroundings = {
    namespace,
    operatorVersion,
    products: undefined,
    modelManifest: () => ({ kind: "none" }),
    find: (kind, found) => (kind === "NIMCache" ? standInCache(found) : present.get(`${kind}/${found}`)),
  };
  const outcome = objectsMadeOf({ kind: "NIMService", name, metadata: { name }, spec }, surroundings);
  // Trap T27 is one of the first write: what was turned off later stays off.
  if (spec.expose?.router?.gateway?.httpRoutesEnabled !== false) return outcome;
  return { ...outcome, objects: outcome.objects.filter(({ kind }) => kind !== "HTTPRoute") };
}

function standInCache(name: string): ValueMap {
  const ngc = { modelPuller: "nvcr.io/nim/model:1", authSecret: "ngc" };
  return {
    kind: "NIMCache",
    metadata: { name },
    spec: { source: { ngc }, storage: { pvc: { name: `${name}-pvc` } } },
  };
}

function keyOf({ kind, metadata }: MadeObject): string {
  return `${kind}/${metadata.name}`;
}

function placesOf(paths: readonly Path[]): Path[] {
  const places = paths.filter(([root]) => root === "spec").map(upToList);
  return [...new Map(places.map((place) => [place.join("\0"), place])).values()];
}

function upToList(path: Path): Path {
  const index = path.findIndex((step) => typeof step === "number");
  return index === -1 ? path : path.slice(0, index);
}

/** A map with what another has at a place; a map that is empty then, and that the other lacks, goes too. */
function withPlace(map: ValueMap, [step, ...rest]: Path, other: Value | undefined): ValueMap {
  const key = String(step);
  const { [key]: old, ...others } = map;
  const theirs = isMap(other) ? other[key] : undefined;
  if (rest.length === 0) return theirs === undefined ? others : { ...others, [key]: theirs };
  const now = withPlace(isMap(old) ? old : {}, rest, theirs);
  return theirs === undefined && Object.keys(now).length === 0 ? others : { ...others, [key]: now };
}
