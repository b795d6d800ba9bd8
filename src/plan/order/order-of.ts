import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import { running, usersOf } from "../changes/users-of.ts";
import type { Blocker, Change, OrderStep, ResourceName } from "../plan.ts";
import { dependencyCycles } from "./dependency-cycles.ts";

export interface Order {
  /** By number, then by kind as they are made, namespace and name. */
  readonly steps: readonly OrderStep[];
  /** Services of a pipeline that depend on each other. */
  readonly blockers: readonly Blocker[];
}

/**
 * What is applied when: what other things lean on, caches, builds, then services and pipelines; what is deleted comes
 * last, and caches after those who used them. A service moves to another cache only once that is Ready.
 *
 * References alone make no circle: they lead from services to builds and caches and from builds to caches, never back.
 * Only the dependencies of a pipeline's services can, and those are told as blockers.
 */
export function orderOf(
  changes: readonly Change[],
  before: ResourceSet | undefined,
  after: ResourceSet,
): Order {
  const applied = changes.flatMap(({ kind, namespace, name, action }): Applied[] => {
    if (action !== "create" && action !== "update" && action !== "delete") return [];
    const step = { kind, namespace, name, action };
    return isOfPipeline(step, before, after) ? [] : [step];
  });
  const sorted = applied.sort((a, b) => rankOf(a) - rankOf(b) || compare(keyOf(a), keyOf(b)));
  const isApplied = new Set(sorted.map(keyOf));
  const numbers = new Map<string, number>();
  const steps: OrderStep[] = [];
  let rank = 0;
  let [ofRank, earlier] = [0, 0];
  for (const step of sorted) {
    if (rankOf(step) > rank) [rank, earlier] = [rankOf(step), Math.max(earlier, ofRank)];
    const waitsFor =
      step.action === "delete"
        ? usersBefore(step, before).filter((user) => isApplied.has(keyOf(user)))
        : neededBy(step, after);
    const waited = waitsFor.map((each) => numbers.get(keyOf(each)) ?? 0);
    // Everything else is applied before anything goes; what is no resource of ours is there before what may name it.
    const least = step.action === "delete" ? earlier : Math.min(earlier, isNamed(sorted[0]) ? 1 : 0);
    const number = Math.max(least, ...waited) + 1;
    numbers.set(keyOf(step), number);
    ofRank = Math.max(ofRank, number);
    steps.push({ ...nameOf(step), step: number, action: step.action, waitsFor });
  }
  return { steps: steps.sort((a, b) => a.step - b.step), blockers: dependencyCycles(after) };
}

type Applied = ResourceName & Pick<OrderStep, "action">;

/** The operator makes and deletes the services of a pipeline itself. */
function isOfPipeline(step: Applied, before: ResourceSet | undefined, after: ResourceSet): boolean {
  if (step.kind !== "NIMService") return false;
  const set = step.action === "delete" ? before : after;
  return set?.find("NIMService", step.namespace, step.name) === undefined;
}

/** In which order kinds are made; all others are there first. */
const ranks: Readonly<Record<string, number>> = { NIMCache: 1, NIMBuild: 2, NIMService: 3, NIMPipeline: 3 };

/** What is deleted goes in the opposite order, after all that is made. */
function rankOf({ kind, action }: Applied): number {
  const rank = Object.hasOwn(ranks, kind) ? (ranks[kind] ?? 0) : 0;
  return action === "delete" ? 10 - rank : rank;
}

/** A Secret, a claim, a storage class: something that resources lean on. */
function isNamed(step: Applied | undefined): boolean {
  return step !== undefined && rankOf(step) === 0;
}

/** Those that leave a cache, or go, before it goes. */
function usersBefore(step: Applied, before: ResourceSet | undefined): ResourceName[] {
  return before && step.kind === "NIMCache" ? distinct(usersOf(step, before).map(rootOf)) : [];
}

/**
 * What must be Ready before; also what does not change. The operator makes nothing of a service until its cache is Ready,
 * and of a build that it finds too early it hears late. Source: k8s-nim-operator nimservice.go, nimbuild_controller.go.
 */
function neededBy(step: Applied, after: ResourceSet): ResourceName[] {
  if (step.kind === "NIMBuild") {
    const build = after.find("NIMBuild", step.namespace, step.name);
    return cacheNamed(build?.spec.nimCache?.name, step, after).map(nameOf);
  }
  const services = after.derive(servicesByRoot).get(keyOf(step)) ?? [];
  return distinct(
    services.flatMap(({ spec }) => {
      const caches = cacheNamed(spec.storage?.nimCache?.name, step, after);
      const builds = caches.flatMap((cache) => after.derive(buildsByCache).get(keyOf(cache)) ?? []);
      return [...caches, ...builds].map(nameOf);
    }),
  );
}

function cacheNamed(name: string | undefined, { namespace }: ResourceName, set: ResourceSet): Resource[] {
  const cache = name ? set.find("NIMCache", namespace, name) : undefined;
  return cache ? [cache] : [];
}

function buildsByCache(set: ResourceSet): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const cache of set.ofKind("NIMCache")) {
    const builds = usersOf(cache, set).filter(({ kind }) => kind === "NIMBuild");
    if (builds.length > 0 && !found.has(keyOf(cache))) found.set(keyOf(cache), builds);
  }
  return found;
}

function servicesByRoot(set: ResourceSet): ReadonlyMap<string, readonly Resource<"NIMService">[]> {
  const found = new Map<string, Resource<"NIMService">[]>();
  for (const service of running(set)) {
    const key = keyOf(rootOf(service));
    const same = found.get(key);
    if (same) same.push(service);
    else found.set(key, [service]);
  }
  return found;
}

/** A service of a pipeline is changed with the pipeline. */
function rootOf(resource: Resource): ResourceName {
  return nameOf(resource.pipeline?.resource ?? resource);
}

function distinct(names: readonly ResourceName[]): ResourceName[] {
  const found = new Map(names.map((each) => [keyOf(each), each]));
  return [...found.values()].sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function nameOf({ kind, namespace, name }: ResourceName): ResourceName {
  return { kind, namespace, name };
}

function keyOf({ kind, namespace, name }: ResourceName): string {
  return `${kind} ${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
