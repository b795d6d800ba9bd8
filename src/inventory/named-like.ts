import type { NodePool } from "./inventory.ts";
import { nodeIndexOf, nodeNamesOf } from "./node-names.ts";

/**
 * Pools under the names that the same nodes have in an inventory that is there already: somebody may have renamed them,
 * and a name made up of the product, such as `h100-sxm-2`, would change whenever pools come and go.
 */
export function namedLike(pools: readonly NodePool[], known: readonly NodePool[]): NodePool[] {
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const { index, name } of sharedNodes(pools, known)) {
    if (names.has(index) || taken.has(name)) continue;
    names.set(index, name);
    taken.add(name);
  }
  return pools.map((pool, index) => {
    const name = names.get(index) ?? unusedName(pool.name, taken);
    taken.add(name);
    return renamed(pool, name);
  });
}

/** Which pool has nodes of which known one; those with the most first. */
function sharedNodes(pools: readonly NodePool[], known: readonly NodePool[]) {
  const finders = known.map((pool) => ({ name: pool.name, indexOf: nodeIndexOf(pool) }));
  const shared = pools.flatMap((pool, index) => {
    const counts = new Map<string, number>();
    for (const node of nodeNamesOf(pool)) {
      const name = finders.findLast(({ indexOf }) => indexOf(node) !== undefined)?.name;
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].map(([name, count]) => ({ index, name, count }));
  });
  return shared.sort((one, other) => other.count - one.count);
}

function unusedName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  return name;
}

function renamed(pool: NodePool, name: string): NodePool {
  const nodeNames = nodeNamesOf(pool);
  const usual = new Set(nodeNamesOf({ name, nodes: pool.nodes, nodeNames: [] }));
  return { ...pool, name, nodeNames: nodeNames.every((node) => usual.has(node)) ? [] : nodeNames };
}
