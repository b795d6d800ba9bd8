import type { NodePool } from "./inventory.ts";

type Named = Pick<NodePool, "name" | "nodes" | "nodeNames">;

/** Nodes without a name of their own are called after the pool: `h100-1`. */
export function nodeNameAt({ name, nodeNames }: Named, index: number): string {
  return nodeNames[index] ?? `${name}-${index + 1}`;
}

export function nodeNamesOf(pool: Named): string[] {
  return Array.from({ length: pool.nodes.max }, (_, index) => nodeNameAt(pool, index));
}

/** Finds a pool's node by its name without making the names of all. */
export function nodeIndexOf({ name, nodes, nodeNames }: Named): (nodeName: string) => number | undefined {
  const given = new Map(nodeNames.slice(0, nodes.max).map((each, index) => [each, index]));
  const prefix = `${name}-`;
  return (nodeName) => {
    const index = given.get(nodeName);
    if (index !== undefined || !nodeName.startsWith(prefix)) return index;
    const number = nodeName.slice(prefix.length);
    if (!/^[1-9]\d{0,8}$/.test(number)) return undefined;
    const made = Number(number) - 1;
    return made >= nodeNames.length && made < nodes.max ? made : undefined;
  };
}
