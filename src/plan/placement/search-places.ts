import type { Bound } from "./answer.ts";
import { Fleet } from "./fleet.ts";
import type { Model, Shape } from "./model.ts";
import { timesIn } from "./room.ts";
import type { Steps } from "./steps.ts";

export type Packed =
  | { readonly kind: "placed"; readonly fleet: Fleet }
  /** Counting shows it, or every placement was tried. */
  | { readonly kind: "impossible"; readonly bound?: Bound }
  | { readonly kind: "undecided" };

/**
 * Tries all placements, up to exchanges of equal nodes and equal pods: branch and bound. What failed once with nodes in
 * the same states is not tried again.
 */
export function searchPlaces(
  model: Model,
  order: readonly Shape[],
  wanted: readonly number[],
  steps: Steps,
): Packed {
  const fleet = new Fleet(model);
  const nodes = model.blockOf.map((_, node) => node);
  const failed = new Set<string>();
  const demand = demandsFrom(model, order, wanted);

  const place = (at: number): boolean => {
    const shape = order[at];
    if (!shape) return true;
    if (!isPossible(fleet, order, wanted, at, demand[at] ?? [])) return false;
    const key = `${at};${fleet.states()}`;
    if (failed.has(key)) return false;
    if (placePods(shape, wanted[shape.index] ?? 0, 0, at)) return true;
    if (failed.size < 200_000) failed.add(key);
    return false;
  };

  const placePods = (shape: Shape, left: number, from: number, at: number): boolean => {
    if (left === 0) return place(at + 1);
    if (!steps.take()) return false;
    const states = new Set<string>();
    // Pods that want to be near each other may need the first of them on a later node.
    for (let node = shape.together ? 0 : from; node < nodes.length; node++) {
      if (!fleet.takes(shape, node)) continue;
      const state = fleet.stateOf(node);
      if (states.has(state)) continue;
      states.add(state);
      fleet.put(shape, node);
      const isPlaced = placePods(shape, left - 1, node, at);
      if (isPlaced) return true;
      fleet.put(shape, node, -1);
      if (steps.isOver) return false;
    }
    return false;
  };

  if (!isOrdered(order)) {
    if (place(0)) return { kind: "placed", fleet };
    return { kind: steps.isOver ? "undecided" : "impossible" };
  }

  // Of pods that are in rules any may be the next one; the others come last.
  const sorted = [...order.filter(({ isRuled }) => isRuled), ...order.filter(({ isRuled }) => !isRuled)];
  const seen = new Set<string>();
  const placeAny = (): boolean => {
    const open = sorted.filter(({ index }) => (fleet.placed[index] ?? 0) < (wanted[index] ?? 0));
    const [first] = open;
    if (!first) return true;
    const key = `${fleet.placed.join()};${fleet.states()}`;
    if (seen.has(key) || !steps.take(1 + nodes.length)) return false;
    seen.add(key);
    const states = new Set<string>();
    for (const shape of first.isRuled ? open.filter(({ isRuled }) => isRuled) : [first]) {
      for (const node of nodes) {
        const state = `${shape.index} ${fleet.stateOf(node)}`;
        if (states.has(state) || !fleet.takes(shape, node)) continue;
        states.add(state);
        fleet.put(shape, node);
        if (placeAny()) return true;
        fleet.put(shape, node, -1);
        if (steps.isOver) return false;
      }
    }
    return false;
  };
  if (placeAny()) return { kind: "placed", fleet };
  return { kind: steps.isOver ? "undecided" : "impossible" };
}

/** Pods that may be near themselves or others may need an order of arrival of their own. */
function isOrdered(order: readonly Shape[]): boolean {
  const positions = new Map(order.map(({ index }, at) => [index, at]));
  return order.some(({ index, together }, at) => {
    const others = together?.shapes.filter((other) => other !== index && positions.has(other)) ?? [];
    const isSelf = together?.shapes.includes(index) ?? false;
    return others.some((other) => isSelf || (positions.get(other) ?? 0) > at);
  });
}

/** A quick look ahead: room for each shape alone, and for the sums of all. */
function isPossible(
  fleet: Fleet,
  order: readonly Shape[],
  wanted: readonly number[],
  at: number,
  demand: readonly number[],
): boolean {
  const { blockOf } = fleet.model;
  const open = order.slice(at);
  const room = demand.map(() => 0);
  fleet.free.forEach((free, node) => {
    const block = blockOf[node] ?? -1;
    if (!open.some((shape) => shape.takes[block])) return;
    free.forEach((amount, index) => {
      room[index] = (room[index] ?? 0) + Math.max(0, amount);
    });
  });
  if (demand.some((asked, index) => asked > (room[index] ?? 0))) return false;
  return open.every((shape) => {
    let places = 0;
    const count = wanted[shape.index] ?? 0;
    for (let node = 0; node < blockOf.length && places < count; node++) {
      if (shape.takes[blockOf[node] ?? -1]) places += timesIn(fleet.free[node] ?? [], shape.requests);
    }
    return places >= count;
  });
}

/** By position in the order: what it and all later shapes ask for. */
function demandsFrom({ resources }: Model, order: readonly Shape[], wanted: readonly number[]): number[][] {
  return order.map((_, at) =>
    resources.map((_, index) =>
      order
        .slice(at)
        .reduce((sum, shape) => sum + (shape.requests[index] ?? 0) * (wanted[shape.index] ?? 0), 0),
    ),
  );
}
