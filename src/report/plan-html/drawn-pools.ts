import type { Plan, PoolPlan } from "../../plan/plan.ts";
import { type AlikeNodes, alikeNodes } from "../plan-view/fleet-use.ts";

/** What the map shows of a pool. */
export interface DrawnPool {
  readonly pool: PoolPlan;
  readonly nodes: readonly DrawnNodes[];
  /** Nodes for which there is no room. */
  readonly hidden: number;
}

export interface DrawnNodes extends AlikeNodes {
  /** Of their element. */
  readonly id: string;
}

/** Nodes of a fleet that are drawn one by one; of more, those that are alike are drawn once, and only so many. */
const mostNodes = 1200;

export function drawnPools({ fleet }: Pick<Plan, "fleet">, prefix: string): DrawnPool[] {
  const total = fleet.reduce((sum, { nodes }) => sum + nodes.length, 0);
  let drawn = 0;
  return fleet.map((pool) => {
    const groups = alikeNodes(pool, total > mostNodes ? 0 : total);
    const nodes = groups
      .slice(0, mostNodes - drawn)
      .map((group, index) => ({ ...group, id: `${prefix}n${drawn + index}` }));
    drawn += nodes.length;
    const hidden = groups.slice(nodes.length).reduce((sum, { names }) => sum + names.length, 0);
    return { pool, nodes, hidden };
  });
}
