import { Fleet } from "./fleet.ts";
import { isNearEquals, type Model, type Shape } from "./model.ts";
import { timesIn } from "./room.ts";

type Tried =
  | { readonly kind: "placed"; readonly fleet: Fleet }
  | { readonly kind: "stuck"; readonly at: Shape };

/** Which of the possible nodes comes first: the fullest, or the one that fewest other pods could use. */
export type Preference = "fullest" | "least-wanted";

/** Places shape after shape, all pods of each, each on the node that is preferred; stops at the first that has none. */
export function packInOrder(
  model: Model,
  order: readonly Shape[],
  wanted: readonly number[],
  prefer: Preference,
): Tried {
  const fleet = new Fleet(model);
  const weights = weightsOf(model);
  const popularity = prefer === "least-wanted" ? popularityOf(model, order, wanted) : undefined;
  for (const shape of order) {
    let left = wanted[shape.index] ?? 0;
    const rank = (node: number) => {
      const free = fleet.free[node] ?? [];
      let room = 0;
      for (let index = 0; index < free.length; index++) room += (weights[index] ?? 0) * finite(free[index]);
      return room + 1e6 * (popularity?.[model.blockOf[node] ?? -1] ?? 0);
    };
    if (isNearEquals(shape)) {
      const nodes = roomFor(fleet, shape, left, rank);
      for (const node of nodes ?? []) left -= fleet.fill(shape, node, left);
      if (left > 0) return { kind: "stuck", at: shape };
      continue;
    }
    if (shape.isRuled) {
      while (left > 0) {
        const node = best(fleet, shape, rank);
        if (node === undefined) return { kind: "stuck", at: shape };
        fleet.put(shape, node);
        left -= 1;
      }
      continue;
    }
    const sorted = left > manyPods ? ranked(fleet, shape, rank) : undefined;
    for (let next = 0; left > 0; next++) {
      const node = sorted ? sorted[next] : best(fleet, shape, rank);
      if (node === undefined) return { kind: "stuck", at: shape };
      const count = Math.min(left, timesIn(fleet.free[node] ?? [], shape.requests));
      fleet.put(shape, node, count);
      left -= count;
    }
  }
  return { kind: "placed", fleet };
}

/** From here on it is quicker to sort all nodes once than to look for the best one again and again. */
const manyPods = 16;

/** Nodes near each other that take so many pods together; those of the best one that has room for all of them. */
function roomFor(
  fleet: Fleet,
  shape: Shape,
  count: number,
  rank: (node: number) => number,
): readonly number[] | undefined {
  const places = new Map<string, number[]>();
  for (const { index, nodes } of fleet.model.blocks) {
    if (!shape.takes[index]) continue;
    for (const node of nodes) {
      const key = shape.together?.keys.map((of) => fleet.model.domains[of]?.[node] ?? -1).join() ?? "";
      if (!fleet.hasRoom(shape, node) || !fleet.keepsApart(shape, node)) continue;
      const known = places.get(key);
      if (known) known.push(node);
      else places.set(key, [node]);
    }
  }
  let found: readonly number[] | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const nodes of places.values()) {
    const ranks = new Map(nodes.map((node) => [node, rank(node)]));
    nodes.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0) || a - b);
    const value = ranks.get(nodes[0] ?? -1) ?? 0;
    if (found !== undefined && value >= lowest) continue;
    const placed = nodes.map((node) => fleet.fill(shape, node, count));
    const sum = placed.reduce((all, each) => all + each, 0);
    for (const [at, node] of nodes.entries()) if (placed[at]) fleet.put(shape, node, -(placed[at] ?? 0));
    if (sum < count) continue;
    found = nodes;
    lowest = value;
  }
  return found;
}

function best(fleet: Fleet, shape: Shape, rank: (node: number) => number): number | undefined {
  let found: number | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const { index, nodes } of fleet.model.blocks) {
    if (!shape.takes[index]) continue;
    for (const node of nodes) {
      if (!fleet.hasRoom(shape, node)) continue;
      const value = rank(node);
      if (value >= lowest && found !== undefined) continue;
      if (shape.isRuled && !fleet.takes(shape, node)) continue;
      found = node;
      lowest = value;
    }
  }
  return found;
}

function ranked(fleet: Fleet, shape: Shape, rank: (node: number) => number): number[] {
  return fleet.model.blocks
    .flatMap(({ index, nodes }) => (shape.takes[index] ? nodes : []))
    .filter((node) => fleet.hasRoom(shape, node))
    .map((node) => [rank(node), node] as const)
    .sort(([a, one], [b, other]) => a - b || one - other)
    .map(([, node]) => node);
}

/** So that all nodes together have 1 of each resource; what nobody knows a limit of does not count. */
function weightsOf({ blocks, resources }: Model): number[] {
  return resources.map((_, resource) => {
    const whole = blocks.reduce((sum, { free, nodes }) => sum + (free[resource] ?? 0) * nodes.length, 0);
    return Number.isFinite(whole) && whole > 0 ? 1 / whole : 0;
  });
}

/** How many of the pods may use a node, by block. */
function popularityOf({ blocks }: Model, order: readonly Shape[], wanted: readonly number[]): number[] {
  return blocks.map(({ index }) =>
    order.reduce((sum, shape) => sum + (shape.takes[index] ? (wanted[shape.index] ?? 0) : 0), 0),
  );
}

function finite(amount: number | undefined): number {
  return amount === undefined || amount === Number.POSITIVE_INFINITY ? 0 : amount;
}
