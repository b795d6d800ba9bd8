import { Fleet } from "./fleet.ts";
import type { Model, Shape } from "./model.ts";
import { timesIn } from "./room.ts";

/**
 * Ends of some orders of arrival, chosen to leave pods out: for each set of nodes that some pods depend on, the others
 * come first and go there, once spread over the nodes and once filling one after the other. Every pod that is left out in
 * the end has no node.
 */
export function arrivals(model: Model, counts: readonly number[]): Fleet[] {
  const sets = new Map<string, Shape>();
  for (const shape of model.shapes) {
    const key = shape.takes.map(Number).join("");
    if (!sets.has(key) && sets.size < mostSets) sets.set(key, shape);
  }
  return [...sets.values()].flatMap(({ takes }) => [
    arrive(model, counts, takes, "spread"),
    arrive(model, counts, takes, "filled"),
  ]);
}

const mostSets = 12;

function arrive(
  model: Model,
  counts: readonly number[],
  wanted: readonly boolean[],
  how: "spread" | "filled",
): Fleet {
  const fleet = new Fleet(model);
  const isInside = (shape: Shape) => shape.takes.every((takes, block) => !takes || wanted[block]);
  const size = (shape: Shape) =>
    shape.requests.reduce((sum, asked, index) => sum + asked / (most[index] ?? 1), 0);
  const most = model.resources.map((_, index) =>
    model.blocks.reduce(
      (sum, { free }) => Math.max(sum, Number.isFinite(free[index]) ? (free[index] ?? 0) : 0),
      1,
    ),
  );
  const order = model.shapes
    .filter((shape) => (counts[shape.index] ?? 0) > 0 && !shape.together)
    .map((shape) => ({ shape, isInside: isInside(shape), size: size(shape) }))
    .sort(
      (a, b) => Number(a.isInside) - Number(b.isInside) || a.size - b.size || a.shape.index - b.shape.index,
    );
  const inside: number[] = [];
  const outside: number[] = [];
  for (const { index, nodes } of model.blocks) (wanted[index] ? inside : outside).push(...nodes);
  for (const { shape } of order) {
    let left = counts[shape.index] ?? 0;
    for (const nodes of [inside, outside]) left = place(fleet, shape, nodes, left, how);
  }
  return fleet;
}

/** How many find no node among these. */
function place(
  fleet: Fleet,
  shape: Shape,
  nodes: readonly number[],
  count: number,
  how: "spread" | "filled",
): number {
  if (count === 0) return 0;
  const isEmpty = (node: number) => fleet.held[node]?.size === 0;
  const { blockOf } = fleet.model;
  let open = nodes.filter((node) => shape.takes[blockOf[node] ?? -1] && fleet.hasRoom(shape, node));
  if (how === "spread") open = [...open.filter(isEmpty), ...open.filter((node) => !isEmpty(node))];
  const rooms = open.map((node) => timesIn(fleet.free[node] ?? [], shape.requests));
  const given = open.map(() => 0);
  let left = count;
  for (let isMoving = true; isMoving && left > 0; ) {
    isMoving = false;
    for (let at = 0; at < open.length && left > 0; at++) {
      const most = Math.min(how === "spread" ? 1 : left, (rooms[at] ?? 0) - (given[at] ?? 0));
      if (most <= 0) continue;
      const node = open[at] ?? -1;
      const placed = shape.isRuled ? fleet.fill(shape, node, most) : most;
      given[at] = (given[at] ?? 0) + placed;
      left -= placed;
      if (placed > 0) isMoving = true;
    }
  }
  if (!shape.isRuled) {
    for (const [at, node] of open.entries()) if (given[at]) fleet.put(shape, node, given[at]);
  }
  return left;
}
