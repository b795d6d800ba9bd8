import { canonicalAmounts } from "./amounts.ts";
import type { CompletedPool, Inventory, InventoryNode } from "./inventory.ts";
import { derivedLabels } from "./labels.ts";
import { nodeIndexOf, nodeNameAt } from "./node-names.ts";

/** The nodes of a pool, made when they are asked for: they differ in their names alone, and there may be many. */
export interface PoolNodes {
  readonly count: number;
  at(index: number): InventoryNode;
  /** Nodes that stand for all of them to whom only tells these names apart, and compares numbers. */
  standing(names: ReadonlySet<string>): readonly InventoryNode[];
}

/** All the nodes that there can be; those that an autoscaler would have to make first are marked. */
export function poolNodes(pool: CompletedPool, components: Inventory["components"] = {}): PoolNodes {
  const { min, max } = pool.nodes;
  const allocatable = canonicalAmounts(pool.allocatable);
  const reserved = canonicalAmounts(pool.reserved);
  const indexOf = nodeIndexOf(pool);
  const at = (index: number): InventoryNode => {
    const name = nodeNameAt(pool, index);
    return {
      name,
      pool: pool.name,
      labels: { ...derivedLabels(pool, name, components), ...pool.labels },
      taints: pool.taints,
      allocatable,
      reserved,
      unschedulable: pool.unschedulable,
      onDemand: index >= Math.min(min, max),
    };
  };
  const numbers = pool.nodeNames.slice(0, max).flatMap((name, index) => (/^\d+$/.test(name) ? [index] : []));
  // Nearly every pod asks for no name, and every pod is held against every pool.
  const first = max > 0 ? [at(0)] : [];
  return {
    count: max,
    at,
    standing(names) {
      if (names.size === 0) return first;
      const indices = new Set<number>();
      for (let index = 0; index < max; index++) {
        indices.add(index);
        if (!names.has(nodeNameAt(pool, index))) break;
      }
      for (const name of names) {
        const index = indexOf(name);
        if (index !== undefined) indices.add(index);
      }
      for (const index of numbers) indices.add(index);
      return [...indices].map(at);
    },
  };
}
