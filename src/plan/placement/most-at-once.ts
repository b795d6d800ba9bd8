import { isNearEquals, type Model, type Shape, timesIn } from "./model.ts";

/** No more pods of a shape than this are ever on the nodes at once, whatever else is there, because of its rules about itself. */
export function mostAtOnce(model: Model, shape: Shape): number {
  const { blocks, domains } = model;
  const places = blocks.filter(({ index }) => shape.takes[index]);
  let most = Number.POSITIVE_INFINITY;
  const apart = shape.apart.filter((rule) => rule.shape === shape.index);
  for (const { key } of apart) {
    const nodes = places.flatMap((block) => block.nodes);
    const found = nodes.map((node) => domains[key]?.[node] ?? -1);
    // Where a node has no such domain the rule says nothing.
    if (!found.includes(-1)) most = Math.min(most, new Set(found).size);
  }
  if (!isNearEquals(shape)) return most;
  const keys = shape.together?.keys ?? [];
  if (apart.some(({ key }) => keys.includes(key))) return Math.min(most, 1);
  const rooms = new Map<string, number>();
  for (const { nodes, free } of places) {
    for (const node of nodes) {
      const here = keys.map((key) => domains[key]?.[node] ?? -1).join();
      rooms.set(here, (rooms.get(here) ?? 0) + timesIn(free, shape.requests));
    }
  }
  return Math.min(most, Math.max(0, ...rooms.values()));
}
