import type { NodePlan, Occupant, PoolPlan, ResourceName } from "../../src/plan/plan.ts";
import { resourceKey } from "../../src/report/plan-view/resource-label.ts";
import type { ResourceId } from "../repository/types.ts";
import type { RunningPods } from "./running-pods.ts";

/**
 * The map as everybody may see it: pools of the list, nodes by number, and of their pods those of resources that are shown:
 * a namespace has pods of other repositories too, and of others altogether.
 */
export interface PublishedFleet {
  readonly pools: readonly PoolPlan[];
  /** Whether pods are where they run now, and not only where the plan found room for them. */
  readonly isLive: boolean;
}

/** What is shown of a repository. */
export interface Shown {
  /** A list of names, as in `spec.publish`. */
  readonly pools: readonly string[];
  readonly resources: readonly ResourceId[];
}

/**
 * @param pools of the plan of the commit that holds.
 * @param running undefined where no pods may be looked at.
 */
export function publishedFleet(
  pools: readonly PoolPlan[],
  { pools: listedPools, resources }: Shown,
  running: RunningPods | undefined,
): PublishedFleet {
  const keys = new Set(resources.map(resourceKey));
  const isShown = (occupant: ResourceName) => keys.has(resourceKey(occupant));
  const names = new Set(listedPools);
  const knows = running && pools.some(({ nodes }) => nodes.some(({ name }) => running.has(name)));
  return {
    isLive: knows === true,
    pools: pools
      .filter(({ pool }) => names.has("*") || names.has(pool))
      .map((pool) => ({
        ...pool,
        nodes: pool.nodes.map((node, index): NodePlan => {
          const occupants = knows ? (running.get(node.name) ?? []) : node.after.filter(lasts);
          const mine = occupants.filter(isShown);
          const hidden = occupants.filter((each) => !isShown(each)).reduce((sum, { gpus }) => sum + gpus, 0);
          return {
            name: `node ${index + 1}`,
            unschedulable: node.unschedulable,
            onDemand: node.onDemand,
            reserved: node.reserved + hidden,
            before: mine,
            after: mine,
          };
        }),
      })),
  };
}

/** The Job of a cache ends, and whether it has the plan does not know. */
function lasts({ kind }: Occupant): boolean {
  return kind !== "NIMCache";
}
