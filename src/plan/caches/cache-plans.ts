import type { CompletedPool, Inventory } from "../../inventory/inventory.ts";
import { poolNodes } from "../../inventory/nodes.ts";
import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { isMultiNode, mostReplicas, nodesOfReplica } from "../../nim/multi-node.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { mountersOf, usersOf } from "../changes/users-of.ts";
import type { Demand, WorkloadDemand } from "../demand/demand.ts";
import { locationOf } from "../demand/location.ts";
import { gpusAskedBy } from "../hardware/gpus-asked.ts";
import type { Models } from "../models.ts";
import type { Assumption, Blocker, CachePlan, Reason, ResourceName } from "../plan.ts";
import { StorageClasses } from "../storage-classes.ts";
import { accessReasons, type Mounter } from "./access.ts";
import { certainFault, faultsOfAll } from "./claim-faults.ts";
import { claimQuotas } from "./claim-quotas.ts";
import { type Claim, claimOf, classOf } from "./claims.ts";
import { type FullClass, fullClasses } from "./class-capacity.ts";
import { coPlacementReasons } from "./co-placement.ts";
import { type Download, downloadOf, profileBytes } from "./download.ts";
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
    blockers: withoutRepeated(sorted.flatMap((plan) => blockersOf(plan, context))),
    assumptions,
  };
}

/** What is wrong with all claims together is told of the first. */
function withoutRepeated(blockers: readonly Blocker[]): Blocker[] {
  const shared = blockers.filter(({ code }) => faultsOfAll.includes(code));
  const firsts = new Set(new Map(shared.toReversed().map((each) => [each.message, each])).values());
  return blockers.filter((each) => !faultsOfAll.includes(each.code) || firsts.has(each));
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

interface Surrounded extends CacheContext {
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
    ...accessReasons(
      claim,
      classes,
      consumers.flatMap((each) => mounterOf(each, context)),
    ),
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

/** An engine runs on the product that it was built on. Source: TensorRT-LLM documentation, hardware compatibility. */
function engineReasons(consumers: readonly Resource[], { pools, workloads, takes }: Surrounded): Reason[] {
  const productsOf = (each: Resource) => {
    const workload = workloads.get(keyOf(each));
    const able = workload ? takes(workload) : [];
    return new Set(pools.flatMap(({ name, gpu }) => (able.includes(name) && gpu ? [gpu.label] : [])));
  };
  const services = consumers.filter((each) => isOfKind(each, "NIMService"));
  return consumers.flatMap((build) => {
    if (!isOfKind(build, "NIMBuild")) return [];
    const built = productsOf(build);
    const other = services.find((service) =>
      [...productsOf(service)].some((label) => !built.has(label) || built.size > 1),
    );
    if (!other || built.size === 0) return [];
    const message = `${called(build)} may build its engine on ${[...built].sort().join(" or ")}, and ${called(other)} may run on ${[...productsOf(other)].sort().join(" or ")}: an engine runs on the product that it was built on`;
    const help =
      "give the build and the service the same nodeSelector for one product, nvidia.com/gpu.product";
    return [{ code: "engine-for-other-gpu", message, help }];
  });
}

function mounterOf(resource: Resource, context: Surrounded): Mounter[] {
  const { operatorVersion, pools, workloads, takes, inventory } = context;
  // A build's pod ends, and runs while its service is not there yet.
  if (!isOfKind(resource, "NIMService")) return [];
  const { spec } = resource;
  const nodes = isMultiNode(spec, operatorVersion) ? nodesOfReplica(spec) : 1;
  const most = mostReplicas(spec);
  const least = spec.scale?.enabled === true ? Math.min(spec.scale.hpa?.minReplicas ?? 1, most) : most;
  const workload = workloads.get(keyOf(resource));
  const asked = workload && gpusAskedBy(workload);
  const able = workload ? takes(workload) : [];
  const possible = pools.filter(({ name }) => able.includes(name));
  const counts = possible.map(
    ({ devices }) => devices.find(({ resource: name }) => name === asked?.resource)?.count ?? 0,
  );
  return [
    {
      name: called(resource),
      ...(inventory && able.length > 0 && { able: firstNodes(possible, inventory.components) }),
      pods: { min: least * nodes, max: most * nodes },
      nodes,
      ...(asked && counts.length > 0 && { gpus: { each: asked.count, ofNode: Math.max(...counts) } }),
    },
  ];
}

/** No more are asked for than tell one from several. */
function firstNodes(pools: readonly CompletedPool[], components: Inventory["components"]): string[] {
  return pools.flatMap((pool) => {
    const { count, at } = poolNodes(pool, components);
    return Array.from({ length: Math.min(count, 2) }, (_, index) => `${pool.name}/${at(index).name}`);
  });
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
