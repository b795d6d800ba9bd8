import type { Bound } from "./answer.ts";
import type { Model, Shape } from "./model.ts";

/**
 * Pods of which no two may share a domain, and how many domains have a node that takes one of them. Of pods that may be
 * beside their own equals, one counts.
 */
export function apartBound(
  model: Model,
  shapes: readonly Shape[],
  wanted: readonly number[],
): Bound | undefined {
  for (const [key, domains] of model.domains.entries()) {
    const places = new Map<Shape, ReadonlySet<number>>();
    const placesOf = (shape: Shape) => {
      const known = places.get(shape) ?? domainsOf(model, shape, domains);
      places.set(shape, known);
      return known;
    };
    const sorted = [...shapes].sort((a, b) => needs(b, key, wanted) - needs(a, key, wanted));
    for (const first of shapes.filter(({ apart }) => apart.some((rule) => rule.key === key))) {
      const clique = [first];
      for (const shape of sorted) {
        if (!clique.includes(shape) && clique.every((one) => isApart(one, shape, key))) clique.push(shape);
      }
      const bound =
        cliqueBound(model, clique, key, domains, wanted) ?? keptOut(model, first, shapes, key, placesOf);
      if (bound) return bound;
    }
  }
  return undefined;
}

function cliqueBound(
  { blocks }: Model,
  clique: readonly Shape[],
  key: number,
  domains: readonly number[],
  wanted: readonly number[],
): Bound | undefined {
  const whole = blocks.map(({ index }) => clique.some(({ takes }) => takes[index]));
  for (const takes of [...clique.map((shape) => shape.takes), whole]) {
    const inside = clique.filter((shape) => shape.takes.every((is, block) => !is || takes[block]));
    const nodes = blocks.flatMap(({ index, nodes: of }) => (takes[index] ? of : []));
    const places = new Set(nodes.map((node) => domains[node] ?? -1));
    // Where a node has no such domain the rule says nothing.
    if (places.has(-1)) continue;
    const needed = inside.reduce((sum, shape) => sum + needs(shape, key, wanted), 0);
    if (needed <= places.size) continue;
    const groups = inside.flatMap((shape) => shape.groups);
    return { kind: "apart", groups, nodes, needed, available: places.size };
  }
  return undefined;
}

/** A pod that may not be beside others of which some need each of the domains that it could go to. */
function keptOut(
  model: Model,
  pod: Shape,
  shapes: readonly Shape[],
  key: number,
  placesOf: (shape: Shape) => ReadonlySet<number>,
): Bound | undefined {
  const places = placesOf(pod);
  if (places.has(-1)) return undefined;
  const holders = new Map<number, Shape>();
  for (const other of shapes) {
    if (other === pod || !isApart(pod, other, key)) continue;
    const [place = -1, ...more] = placesOf(other);
    if (more.length === 0) holders.set(place, other);
  }
  const there = [...places].flatMap((place) => holders.get(place) ?? []);
  if (there.length < places.size) return undefined;
  const among = [pod, ...there];
  const groups = among.flatMap((shape) => shape.groups);
  const nodes = new Set(among.flatMap((shape) => nodesOf(model, shape)));
  return {
    kind: "apart",
    groups,
    nodes: [...nodes].sort((one, other) => one - other),
    needed: there.length + 1,
    available: places.size,
  };
}

function nodesOf({ blocks }: Model, { takes }: Shape): number[] {
  return blocks.flatMap(({ index, nodes }) => (takes[index] ? nodes : []));
}

function domainsOf(model: Model, shape: Shape, domains: readonly number[]): Set<number> {
  return new Set(nodesOf(model, shape).map((node) => domains[node] ?? -1));
}

/** How many domains the pods of a shape need by themselves. */
function needs(shape: Shape, key: number, wanted: readonly number[]): number {
  const count = wanted[shape.index] ?? 0;
  return isApart(shape, shape, key) ? count : Math.min(1, count);
}

function isApart({ apart }: Shape, { index }: Shape, key: number): boolean {
  return apart.some((rule) => rule.key === key && rule.shape === index);
}
