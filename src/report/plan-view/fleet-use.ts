import type { NodePlan, Occupant, PoolPlan } from "../../plan/plan.ts";
import { resourceKey } from "./resource-label.ts";

/** Nodes that differ in nothing but their names. */
export interface AlikeNodes {
  readonly names: readonly string[];
  readonly node: NodePlan;
}

/** Nodes in the order of the pool; those beyond `single` that are alike are one entry. */
export function alikeNodes({ nodes }: PoolPlan, single: number): AlikeNodes[] {
  if (nodes.length <= single) return nodes.map((node) => ({ names: [node.name], node }));
  const groups = new Map<string, { names: string[]; node: NodePlan }>();
  for (const node of nodes) {
    const key = stateOf(node);
    const group = groups.get(key);
    if (group) group.names.push(node.name);
    else groups.set(key, { names: [node.name], node });
  }
  return [...groups.values()];
}

function stateOf({ unschedulable, reserved, onDemand, before, after }: NodePlan): string {
  return JSON.stringify([unschedulable, reserved, onDemand, before.map(occupantKey), after.map(occupantKey)]);
}

function occupantKey(occupant: Occupant): string {
  return `${resourceKey(occupant)}\0${occupant.pods}\0${occupant.gpus}`;
}

export function sameOccupants(before: readonly Occupant[], after: readonly Occupant[]): boolean {
  return (
    before.length === after.length &&
    before.every((occupant, index) => {
      const other = after[index];
      return other !== undefined && occupantKey(occupant) === occupantKey(other);
    })
  );
}

export interface PoolUse {
  readonly gpus: number;
  readonly reserved: number;
  /** Without what others hold. */
  readonly before: number;
  readonly after: number;
}

export function useOf({ gpusPerNode, nodes }: PoolPlan): PoolUse {
  return {
    gpus: nodes.length * gpusPerNode,
    reserved: sum(nodes, ({ reserved }) => reserved),
    before: sum(nodes, ({ before }) => gpusOf(before)),
    after: sum(nodes, ({ after }) => gpusOf(after)),
  };
}

export function gpusOf(occupants: readonly Occupant[]): number {
  return sum(occupants, ({ gpus }) => gpus);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
