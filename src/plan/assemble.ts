import { completePool } from "../inventory/complete.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { poolNodes } from "../inventory/nodes.ts";
import type { ClusterScope } from "../manifest/load.ts";
import { ResourceSet } from "../manifest/resource.ts";
import type { ProfilesLock } from "../nim/profile/lock/lock.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import { adviceOf } from "./advice/advice-of.ts";
import { assumedOf } from "./assumed.ts";
import { bestEffort, podsPlaced } from "./best-effort.ts";
import { type CacheContext, cachePlans } from "./caches/cache-plans.ts";
import { withoutRepeated } from "./caches/claim-faults.ts";
import { serviceClaims } from "./caches/service-claims.ts";
import type { Before } from "./changes/before.ts";
import { carriedOut } from "./changes/carried-out.ts";
import { changesOf } from "./changes/changes-of.ts";
import type { Demand, WorkloadDemand } from "./demand/demand.ts";
import { demandOf, kindsOfDemand } from "./demand/demand-of.ts";
import { settledOutcomes } from "./demand/settled.ts";
import { digestOf } from "./digest.ts";
import { fleetMap, type Placed } from "./fleet-map.ts";
import { JudgedFleet } from "./judged-fleet.ts";
import { Models } from "./models.ts";
import { inCreationOrder } from "./order/in-creation-order.ts";
import { orderOf } from "./order/order-of.ts";
import type { OperatorSettings } from "./outcomes.ts";
import { placementOf } from "./placement/placement-of.ts";
import type { Assumption, Blocker, Plan, ResourceName } from "./plan.ts";
import { type PlacementProblem, problemOf } from "./problem-of.ts";
import { unplacedWorkloads, workloadPlans } from "./workload-plans.ts";

export interface PlanInput extends Omit<OperatorSettings, "products" | "modelManifest"> {
  /** Of nimops. */
  readonly version: string;
  readonly scope: ClusterScope;
  readonly set: ResourceSet;
  /** What was there; undefined: nothing is known of it, and everything is new. */
  readonly before: Before | undefined;
  /** Undefined: nothing is placed. */
  readonly inventory: Inventory | undefined;
  readonly lock: ProfilesLock;
  /** By image reference, `repository:tag`. */
  modelManifest(image: string): ModelManifest;
  /** Bytes per second; undefined where nobody declared it. */
  readonly bandwidth: number | undefined;
  /** What keeps manifests from getting into the cluster at all. */
  readonly refusals: readonly Blocker[];
  /** What was taken for granted on the way here. */
  readonly assumptions: readonly Assumption[];
}

/** What will happen to a cluster. Depends on nothing but its input, and not on the order of that. */
export function planOf(input: PlanInput): Plan {
  const { scope, set: written, inventory, lock, modelManifest } = input;
  const { operatorVersion } = scope;
  const before = input.before ?? { from: "base" as const, set: nothing };
  const { changes, blockers } = changesOf(before, written, operatorVersion);
  const order = orderOf(changes, before.set, written);
  const set = carriedOut(before.set, written, operatorVersion);
  const products = inventory && productsOf(inventory);
  const settings = { ...input, products };
  const demand = demandIn(set, input, settings);
  const models = new Models({ set, lock, operatorVersion, products, modelManifest });
  const earlier = inventory && input.before && demandBefore(input.before, input, settings);
  const leaving = earlier?.workloads.filter(isDeletedBy(changes));
  const context = { set, models, operatorVersion, ...(leaving && { leaving }) };
  const fleet = inventory && new JudgedFleet(demand, inventory, context);
  const storage: CacheContext = {
    set,
    models,
    operatorVersion,
    inventory,
    pools: fleet?.pools ?? [],
    demand,
    takes: (workload) => fleet?.takes(workload) ?? [],
    bandwidth: input.bandwidth,
    isReady: isReadyIn(before),
  };
  const caches = cachePlans(storage);
  const claims = serviceClaims(storage);
  const shown = fleet && shownPacking(fleet);
  const hardware = [...(fleet?.hardware.values() ?? [])];
  const advice = fleet ? adviceFor(fleet, context) : [];
  const isOrdered = advice.some(({ code }) => code === "create-in-order");
  return {
    version: 1,
    digest: digestOf(input),
    ...(scope.name !== undefined && { cluster: scope.name }),
    ...(inventory && { inventory: inventory.name }),
    verdict: fleet?.verdict("minimum") ?? "unknown",
    levels: {
      maximum: fleet?.verdict("maximum") ?? "unknown",
      nodeLost: fleet?.verdict("nodeLost") ?? "unknown",
      rollout: fleet?.verdict("rollout") ?? "unknown",
    },
    workloads: (fleet ? workloadPlans(fleet, shown) : unplacedWorkloads(demand.workloads)).map(
      (workload) => ({
        ...workload,
        reasons: [...workload.reasons, ...(claims.reasons.get(keyOf(workload)) ?? [])],
      }),
    ),
    fleet: inventory ? fleetMap(inventory, earlier && placedBefore(earlier, inventory), shown) : [],
    caches: caches.caches,
    changes,
    order: fleet && isOrdered ? inCreationOrder(order.steps, creationOrderOf(fleet)) : order.steps,
    blockers: [
      ...input.refusals,
      ...blockers,
      ...order.blockers,
      ...withoutRepeated([...caches.blockers, ...claims.blockers]),
    ],
    advice,
    assumptions: distinct([
      ...input.assumptions,
      ...assumedOf(input, demand),
      ...demand.assumptions,
      ...hardware.flatMap(({ assumptions }) => assumptions),
      ...caches.assumptions,
    ]),
  };
}

const nothing = new ResourceSet([], []);

/** A revision does not say what came of it; a cluster does. */
function isReadyIn({ from, set }: Before): (cache: ResourceName) => boolean {
  return ({ kind, namespace, name }) => {
    if (from !== "live" || (kind !== "NIMCache" && kind !== "NIMService")) return false;
    return set.find(kind, namespace, name)?.status?.state === "Ready";
  };
}

function demandIn(set: ResourceSet, { scope, inventory }: PlanInput, settings: OperatorSettings): Demand {
  const outcomes = settledOutcomes(scope, set, { ...settings, kinds: kindsOfDemand });
  return demandOf({ outcomes, set, operatorVersion: scope.operatorVersion, inventory });
}

/** The values of the nodes' label `nvidia.com/gpu.product`. */
function productsOf({ nodePools, components }: Inventory): string[] {
  const labels = nodePools.map(
    (pool) => poolNodes(completePool(pool), components).at(0).labels["nvidia.com/gpu.product"],
  );
  return [...new Set(labels)].filter((label) => label !== undefined).sort();
}

/** With builds and jobs where they have room beside everything else; where not everything has room, what runs at best. */
function shownPacking(fleet: JudgedFleet): Placed {
  const minimum = fleet.at("minimum");
  const everything = fleet.everything();
  const all = everything.running.packing;
  if (all && isWhole(everything.placement, all) && isSameCount(fleet.demand)) {
    return { placement: everything.placement, packing: all };
  }
  const { placement, running } = minimum;
  const packing = running.packing ?? bestEffort(placement, [...placement.problem.groups.keys()]);
  return { placement, packing };
}

function isSameCount({ workloads }: Demand): boolean {
  return workloads.every(
    ({ ends, pods }) => ends || pods.every(({ count }) => count.rollout === count.minimum),
  );
}

function isWhole({ problem }: PlacementProblem, packing: Placed["packing"]): boolean {
  const placed = podsPlaced(packing);
  return problem.groups.every(({ count }, group) => (placed.get(group) ?? 0) === count);
}

function demandBefore({ set }: Before, input: PlanInput, settings: OperatorSettings): Demand {
  return demandIn(set, input, { ...settings, isStored: ({ problems }) => problems.length === 0 });
}

/** Services alone: builds and jobs have ended. */
function isDeletedBy(changes: Plan["changes"]): (workload: WorkloadDemand) => boolean {
  const deleted = new Set(changes.filter(({ action }) => action === "delete").map(keyOf));
  return (workload) => !workload.ends && deleted.has(keyOf(workload));
}

function keyOf({ kind, namespace, name }: ResourceName): string {
  return `${kind} ${namespace}/${name}`;
}

/** What ran before, on the nodes of now. */
function placedBefore(demand: Demand, inventory: Inventory): Placed {
  const placement = problemOf(demand, inventory, "minimum");
  const simple = bestEffort(placement, [...placement.problem.groups.keys()]);
  if (isWhole(placement, simple)) return { placement, packing: simple };
  return { placement, packing: placementOf(placement.problem).packing ?? simple };
}

function adviceFor(
  fleet: JudgedFleet,
  context: ConstructorParameters<typeof JudgedFleet>[2],
): Plan["advice"] {
  const { demand, inventory } = fleet;
  return adviceOf(
    {
      inventory,
      demand,
      set: context.set,
      models: context.models,
      verdict: fleet.verdict("minimum"),
      verdictOf: (workload) => fleet.verdictOf(workload, "minimum"),
      creationOrder: creationOrderOf(fleet),
    },
    (changedInventory, changedDemand) =>
      new JudgedFleet(changedDemand, changedInventory, context).verdict("minimum"),
  );
}

/** Empty where none is known, as where the scheduler may choose GPUs that cannot run a model: no order keeps it from that. */
function creationOrderOf(fleet: JudgedFleet): WorkloadDemand[] {
  const { placement, scheduled, running } = fleet.at("minimum");
  if (scheduled !== running) return [];
  return (running.creationOrder ?? []).flatMap((owner) => placement.owners[owner] ?? []);
}

function distinct(assumptions: readonly Assumption[]): Assumption[] {
  const byText = new Map(assumptions.map((each) => [`${each.about}\0${each.message}`, each]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, each]) => each);
}
