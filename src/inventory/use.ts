import { namesAskedBy, refusalOf } from "./admits.ts";
import { canonicalAmounts, holds, lessAmounts, timesAmount } from "./amounts.ts";
import { completePool } from "./complete.ts";
import type { Amounts, CompletedPool, Inventory } from "./inventory.ts";
import { type PoolNodes, poolNodes } from "./nodes.ts";
import { shortList } from "./short-list.ts";
import type { Workload } from "./workloads.ts";

/** Who uses what of an inventory, as far as that is sure without placing anything. */
export interface InventoryUse {
  readonly pools: readonly PoolUse[];
  /** Workloads that could go to several pools: which, only a placement can tell. */
  readonly open: readonly { readonly workload: Workload; readonly pools: readonly string[] }[];
  /** Workloads of which no pod can run anywhere. */
  readonly nowhere: readonly { readonly workload: Workload; readonly why: string }[];
  /** Workloads that get their GPUs by resource claims, which are not counted here. */
  readonly claiming: readonly Workload[];
}

export interface PoolUse {
  readonly pool: CompletedPool;
  readonly resources: readonly ResourceUse[];
  /** Workloads that can only go here. */
  readonly workloads: readonly Workload[];
}

export interface ResourceUse {
  readonly resource: string;
  readonly perNode: number;
  readonly total: Range;
  /** What pods of others hold, on as many nodes as `total` counts. */
  readonly reserved: Range;
  readonly workloads: Range;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Gives each workload to its pool where only one is possible, and the others to nobody. */
export function useOf(inventory: Inventory, workloads: readonly Workload[]): InventoryUse {
  const pools = inventory.nodePools.map((written) => {
    const pool = completePool(written);
    return { pool, nodes: poolNodes(pool, inventory.components), left: leftOn(pool) };
  });
  const counted = workloads.filter(({ gpus }) => Object.keys(gpus).length > 0);
  const placed = counted.map((workload) => ({
    workload,
    pools: pools.filter((each) => obstacleOf(each, workload) === undefined),
  }));
  const surely = new Map<PossiblePool, Workload[]>(pools.map((each) => [each, []]));
  for (const { workload, pools: possible } of placed) {
    const [first] = possible;
    if (first && possible.length === 1) surely.get(first)?.push(workload);
  }
  return {
    pools: [...surely].map(([{ pool }, only]) => ({
      pool,
      resources: resourcesOf(pool, only),
      workloads: only,
    })),
    open: placed.flatMap(({ workload, pools: possible }) =>
      possible.length > 1 ? [{ workload, pools: possible.map(({ pool }) => pool.name) }] : [],
    ),
    nowhere: placed.flatMap(({ workload, pools: possible }) =>
      possible.length === 0 ? [{ workload, why: whyNowhere(pools, workload) }] : [],
    ),
    claiming: workloads.filter(({ gpus }) => Object.keys(gpus).length === 0),
  };
}

function resourcesOf(pool: CompletedPool, workloads: readonly Workload[]): ResourceUse[] {
  return pool.devices.map(({ resource, count }) => {
    const used = (end: "min" | "max") =>
      workloads.reduce((sum, { gpus, pods }) => sum + timesAmount(gpus[resource], pods[end]), 0);
    const held = (nodes: number) => timesAmount(pool.reserved[resource], nodes);
    const { min, max } = pool.nodes;
    return {
      resource,
      perNode: count,
      total: { min: count * min, max: count * max },
      reserved: { min: held(min), max: held(max) },
      workloads: { min: used("min"), max: used("max") },
    };
  });
}

type Obstacle = NonNullable<ReturnType<typeof refusalOf>> | "resources";

interface PossiblePool {
  readonly pool: CompletedPool;
  readonly nodes: PoolNodes;
  /** What others leave on each node. */
  readonly left: Amounts;
}

function leftOn({ allocatable, reserved }: CompletedPool): Amounts {
  return lessAmounts(canonicalAmounts(allocatable), canonicalAmounts(reserved));
}

/** What keeps a pod from every node of a pool; undefined where one takes it. */
function obstacleOf({ nodes, left }: PossiblePool, { pod, requests }: Workload): Obstacle | undefined {
  const refusals = nodes.standing(namesAskedBy(pod)).map((node) => refusalOf(node, pod));
  if (refusals.length === 0) return "resources";
  if (!refusals.includes(undefined)) return refusals[0];
  return holds(left, { ...requests, pods: "1" }, isOpen) ? undefined : "resources";
}

/** Nodes say nothing of them where the inventory does not. */
function isOpen(resource: string): boolean {
  return resource === "cpu" || resource === "memory" || resource === "ephemeral-storage";
}

const words: Readonly<Record<Exclude<Obstacle, "cordoned">, string>> = {
  resources: "too little is left on a node of",
  selector: "its node selector or affinity leaves out",
  taints: "it does not tolerate the taints of",
};

function whyNowhere(pools: readonly PossiblePool[], workload: Workload): string {
  const byObstacle = new Map<Obstacle, string[]>();
  for (const each of pools) {
    const obstacle = obstacleOf(each, workload) ?? "resources";
    byObstacle.set(obstacle, [...(byObstacle.get(obstacle) ?? []), each.pool.name]);
  }
  const reasons = [...byObstacle].map(([obstacle, names]) => {
    const listed = shortList(names);
    return obstacle === "cordoned" ? `${listed} cordoned` : `${words[obstacle]} ${listed}`;
  });
  return reasons.length === 0 ? "there is no pool" : reasons.join("; ");
}
