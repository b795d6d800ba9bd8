import type { CompletedPool, Inventory } from "../../inventory/inventory.ts";
import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { mountersOf, usersOf } from "../changes/users-of.ts";
import type { Demand, WorkloadDemand } from "../demand/demand.ts";
import { locationOf } from "../demand/location.ts";
import type { Models } from "../models.ts";
import type { Assumption, Blocker, CachePlan, Reason, ResourceName } from "../plan.ts";
import { StorageClasses } from "../storage-classes.ts";
import { accessReasons } from "./access.ts";
import { certainFault } from "./claim-faults.ts";
import { claimQuotas } from "./claim-quotas.ts";
import { type Claim, claimOf, classOf } from "./claims.ts";
import { type FullClass, fullClasses } from "./class-capacity.ts";
import { coPlacementReasons } from "./co-placement.ts";
import { type Download, downloadOf, profileBytes } from "./download.ts";
import { engineReasons } from "./engine-reasons.ts";
import { mounterOf } from "./mounters.ts";
import { neededBytes, sizeReasons } from "./volume-size.ts";

export interface CacheContext {
  readonly set: ResourceSet;
  readonly models: Models;
  readonly operatorVersion: OperatorVersion;
  /** Undefined without an inventory: then storage classes are those of the set, and places play no part. */
  readonly inventory: Inventory | undefined;
  readonly pools: readonly CompletedPool[];
  readonly demand: Demand;
  /** Names of the pools that take a pod of the workload alone. */
  takes(workload: WorkloadDemand): readonly string[];
  /** Bytes per second; undefined where nobody declared it. */
  readonly bandwidth: number | undefined;
  /** Whether a cluster says that a cache is filled, so that nothing keeps it from that. */
  isReady?(cache: ResourceName): boolean;
}

export interface CachePlans {
  readonly caches: readonly CachePlan[];
  /** Faults that are certain. */
  readonly blockers: readonly Blocker[];
  readonly assumptions: readonly Assumption[];
}

/** What each cache downloads, where to, and whether those who need it reach it; sorted by namespace and name. */
export function cachePlans(context: CacheContext): CachePlans {
  const { set, inventory, demand } = context;
  const classes = new StorageClasses(inventory, set);
  const full = fullClasses(set, classes);
  const quotas = claimQuotas(set, demand.quotas, classes);
  const workloads = new Map(demand.workloads.map((each) => [keyOf(each), each]));
  const caches = set.ofKind("NIMCache").filter((cache) => isFirst(cache, set));
  const assumptions: Assumption[] = [];
  const plans = caches.map((cache) => {
    const profiles = context.models.ofCache(cache);
    const download = downloadOf(cache, profiles);
    if (download && !profiles) assumptions.push(oneProfile(cache));
    return planOf(cache, download, { ...context, classes, full, quotas, workloads });
  });
  const sorted = plans.sort(byName);
  return {
    caches: sorted,
    blockers: sorted.flatMap((plan) => blockersOf(plan, context)),
    assumptions,
  };
}

function blockersOf(plan: CachePlan, { set, isReady }: CacheContext): Blocker[] {
  const resource = nameOf(plan);
  const cache = set.find("NIMCache", plan.namespace, plan.name);
  if (!cache || isReady?.(resource)) return [];
  return plan.reasons.flatMap((reason): Blocker[] => {
    const field = certainFault(reason, plan.download);
    if (field === undefined) return [];
    const location = locationOf(cache, ["spec", "storage", "pvc", field]);
    return [{ ...reason, resource, location, fixable: false }];
  });
}

export interface Surrounded extends CacheContext {
  readonly classes: StorageClasses;
  readonly full: readonly FullClass[];
  /** By namespace. */
  readonly quotas: ReadonlyMap<string, readonly Reason[]>;
  readonly workloads: ReadonlyMap<string, WorkloadDemand>;
}

/** One of a name that another had first is never made, nor is one that the API server names. */
function isFirst(cache: Resource<"NIMCache">, set: ResourceSet): boolean {
  return cache.metadata.name !== undefined && set.find("NIMCache", cache.namespace, cache.name) === cache;
}

function planOf(cache: Resource<"NIMCache">, download: Download | undefined, context: Surrounded): CachePlan {
  const { set, models, bandwidth } = context;
  const profiles = models.ofCache(cache);
  const claim = claimOf(cache, set);
  const consumers = consumersOf(cache, claim, set);
  const needed = download && neededBytes(download, engineBytes(cache, consumers, models));
  return {
    ...nameOf(cache),
    location: locationOf(cache),
    ...(profiles && { profiles: [...profiles.keys()] }),
    ...(download && { download: { bytes: download.bytes, from: download.from } }),
    ...(claim && { volume: volumeOf(claim, needed, context.classes) }),
    ...(download && bandwidth !== undefined && { seconds: Math.ceil(download.bytes / bandwidth) }),
    consumers: consumers.map(nameOf),
    reasons: claim ? reasonsOf(cache, claim, consumers, { download, needed }, context) : [],
  };
}

function volumeOf(
  claim: Claim,
  needed: number | undefined,
  classes: StorageClasses,
): NonNullable<CachePlan["volume"]> {
  const { name, size, bytes, accessModes } = claim;
  const storageClass = claim.storageClass ?? classOf(claim, classes)?.name;
  return {
    claim: name,
    ...(size !== undefined && { size }),
    ...(bytes !== undefined && { bytes }),
    ...(needed !== undefined && { needed }),
    ...(storageClass !== undefined && { storageClass }),
    accessModes,
  };
}

/** Those that name the cache, and those that name its claim. */
function consumersOf(cache: Resource<"NIMCache">, claim: Claim | undefined, set: ResourceSet): Resource[] {
  const users = usersOf(cache, set);
  const mounters = claim ? mountersOf(claim.name, cache.namespace, set) : [];
  return [...new Set([...users, ...mounters])].filter((each) => each !== cache && each.kind !== "NIMCache");
}

/** A build writes its engine beside the profile that it is made of; it is about as large. */
function engineBytes(cache: Resource<"NIMCache">, consumers: readonly Resource[], models: Models): number {
  const profiles = [...(models.ofCache(cache) ?? [])];
  return consumers.reduce((sum, consumer) => {
    if (!isOfKind(consumer, "NIMBuild")) return sum;
    const id = consumer.spec.nimCache?.profile;
    const [, facts] =
      profiles.find(([known, { buildable }]) => (id ? known === id : buildable === true)) ?? [];
    return sum + (facts ? (profileBytes(facts, cache) ?? 0) : 0);
  }, 0);
}

function reasonsOf(
  cache: Resource<"NIMCache">,
  claim: Claim,
  consumers: readonly Resource[],
  { download, needed }: { download: Download | undefined; needed: number | undefined },
  context: Surrounded,
): Reason[] {
  const { classes, full, quotas, inventory, pools, workloads, takes } = context;
  const storage = classOf(claim, classes);
  const job = workloads.get(keyOf(cache));
  const shared = full.find(({ storage: each }) => each === storage);
  return [
    ...(download && needed !== undefined ? sizeReasons(claim, download, needed) : []),
    ...accessReasons(claim, classes, () => consumers.flatMap((each) => mounterOf(each, context))),
    ...(storage && job && inventory && claim.isUnbound
      ? coPlacementReasons({
          storage,
          pools,
          components: inventory.components,
          job: takes(job),
          consumers: consumers.flatMap((each) => {
            const workload = workloads.get(keyOf(each));
            return workload && workload.pods.length > 0
              ? [{ name: called(each), pools: takes(workload) }]
              : [];
          }),
        })
      : []),
    ...(shared ? [shared.reason] : []),
    ...(claim.isMade ? (quotas.get(cache.namespace) ?? []) : []),
    ...engineReasons(consumers, context),
  ];
}

function oneProfile(cache: Resource<"NIMCache">): Assumption {
  const message =
    "which profiles it downloads is not known: the size is that of one set of weights, by the model's name";
  return { about: called(cache), message };
}

function keyOf({ kind, namespace, name }: ResourceName): string {
  return `${kind} ${namespace}/${name}`;
}

function called(resource: ResourceName): string {
  return keyOf(resource);
}

function nameOf({ kind, namespace, name }: ResourceName): ResourceName {
  return { kind, namespace, name };
}

function byName(one: CachePlan, other: CachePlan): number {
  return compare(one.namespace, other.namespace) || compare(one.name, other.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
