import { boundOf, quotaBound } from "./bound.ts";
import { Fleet } from "./fleet.ts";
import type { Model, Shape } from "./model.ts";
import { mayOutlast } from "./outlasts.ts";
import { type Preference, packInOrder } from "./pack-in-order.ts";
import { packByPatterns } from "./pattern-packing.ts";
import { type Packed, searchPlaces } from "./search-places.ts";
import { Steps } from "./steps.ts";

/**
 * A place for `wanted` pods of each shape: first by orders that usually succeed, then, where
 * counting does not prove that there is none, by trying all placements.
 */
export function searchPacking(model: Model, wanted: readonly number[], steps: Steps): Packed {
  const shapes = model.shapes.filter(({ index }) => (wanted[index] ?? 0) > 0);
  const refusal = quotaBound(model, wanted);
  if (refusal) return { kind: "impossible", bound: refusal };
  const whole = new Fleet(model);
  let isUndecided = false;
  for (const part of partsOf(shapes)) {
    const packed = searchPart(model, part, wanted, steps);
    if (packed.kind === "impossible") return packed;
    if (packed.kind === "undecided") isUndecided = true;
    else whole.putAll(packed.fleet);
  }
  return isUndecided ? { kind: "undecided" } : { kind: "placed", fleet: whole };
}

/** Pods that have neither nodes nor rules in common do not touch each other. */
function partsOf(shapes: readonly Shape[]): Shape[][] {
  const parent = new Map<string, string>();
  const rootOf = (mark: string): string => {
    let root = mark;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    if (root !== mark) parent.set(mark, root);
    return root;
  };
  const join = (one: string, other: string) => {
    const [a, b] = [rootOf(one), rootOf(other)];
    if (a !== b) parent.set(a, b);
  };
  for (const { index, takes, apart, together } of shapes) {
    const own = `shape ${index}`;
    takes.forEach((is, block) => {
      if (is) join(own, `block ${block}`);
    });
    for (const { shape } of apart) join(own, `shape ${shape}`);
    for (const shape of together?.shapes ?? []) join(own, `shape ${shape}`);
  }
  const parts = new Map<string, Shape[]>();
  for (const shape of shapes) {
    const root = rootOf(`shape ${shape.index}`);
    const part = parts.get(root);
    if (part) part.push(shape);
    else parts.set(root, [shape]);
  }
  return [...parts.values()];
}

function searchPart(model: Model, shapes: readonly Shape[], wanted: readonly number[], steps: Steps): Packed {
  const size = sizesOf(model);
  const orders = [
    byDescending(shapes, (shape) => size.largest(shape)),
    byDescending(shapes, (shape) => size.sum(shape)),
    byDescending(shapes, (shape) => size.largest(shape) / size.nodes(shape)),
    byDescending(shapes, (shape) => -size.nodes(shape)),
  ];
  const isSmall = shapes.length <= 64 && model.problem.nodes.length <= 64;
  for (const order of orders) {
    for (const prefer of preferences) {
      let next = rulesLast(order);
      for (let turn = 0; turn < (isSmall ? 12 : 2); turn++) {
        if (!steps.take(model.blocks.length + shapes.length)) return { kind: "undecided" };
        const tried = packInOrder(model, next, wanted, prefer);
        if (tried.kind === "placed") return tried;
        // What found no node comes first the next time.
        if (next[0] === tried.at) break;
        next = rulesLast([tried.at, ...next.filter((shape) => shape !== tried.at)]);
      }
    }
  }
  const isPart = new Set(shapes.map(({ index }) => index));
  const bound = boundOf(
    model,
    wanted.map((count, index) => (isPart.has(index) ? count : 0)),
  );
  if (bound) return { kind: "impossible", bound };
  const byPatterns = packByPatterns(model, shapes, wanted, new Steps(mostOfPatterns, steps));
  if (byPatterns.kind !== "undecided") return byPatterns;
  const pods = shapes.reduce((sum, { index }) => sum + (wanted[index] ?? 0), 0);
  if (model.problem.nodes.length > mostNodes || pods > mostPods) return { kind: "undecided" };
  const order = rulesLast(orders[2] ?? shapes);
  const found = searchPlaces(model, order, wanted, steps);
  return found.kind === "impossible" && mayOutlast(model, order, wanted, steps)
    ? { kind: "undecided" }
    : found;
}

/** Beyond these nobody waits for the end of such a search. */
const mostNodes = 128;
const mostPods = 256;
const mostOfPatterns = 60_000;

const preferences: readonly Preference[] = ["fullest", "least-wanted"];

/** Pods that must be near others come after those. */
function rulesLast(order: readonly Shape[]): Shape[] {
  const sorted: Shape[] = [];
  const placeable = (shape: Shape) =>
    !shape.together ||
    shape.together.shapes.every(
      (other) =>
        other === shape.index ||
        !order.some((s) => s.index === other) ||
        sorted.some((s) => s.index === other),
    );
  let rest = [...order];
  while (rest.length > 0) {
    const next = rest.find(placeable) ?? rest[0];
    if (!next) break;
    sorted.push(next);
    rest = rest.filter((shape) => shape !== next);
  }
  return sorted;
}

function byDescending(shapes: readonly Shape[], value: (shape: Shape) => number): Shape[] {
  return shapes
    .map((shape) => [value(shape), shape] as const)
    .sort(([a, one], [b, other]) => b - a || one.index - other.index)
    .map(([, shape]) => shape);
}

function sizesOf({ blocks, resources }: Model) {
  const most = resources.map((_, resource) =>
    blocks.reduce((largest, { free }) => Math.max(largest, finite(free[resource])), 0),
  );
  const parts = ({ requests }: Shape) =>
    requests.map((asked, resource) => {
      const largest = most[resource] ?? 0;
      return asked === 0 || largest === 0 ? 0 : asked / largest;
    });
  return {
    largest: (shape: Shape) => Math.max(0, ...parts(shape)),
    sum: (shape: Shape) => parts(shape).reduce((sum, part) => sum + part, 0),
    nodes: (shape: Shape) =>
      Math.max(
        1,
        blocks.reduce((sum, { index, nodes }) => sum + (shape.takes[index] ? nodes.length : 0), 0),
      ),
  };
}

function finite(amount: number | undefined): number {
  return amount === undefined || amount === Number.POSITIVE_INFINITY ? 0 : amount;
}
