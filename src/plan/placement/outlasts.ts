import { Fleet } from "./fleet.ts";
import { isNearEquals, type Model, type Shape } from "./model.ts";
import { searchPlaces } from "./search-places.ts";
import type { Steps } from "./steps.ts";

/**
 * Whether pods may all find places, where none are for all at once, since some outlast those that they had to be near: who
 * is evicted may come back elsewhere. Pods that must be near their equals only come back to them. True where it is not
 * known. Source: Kubernetes plugin InterPodAffinity, which is asked when a pod is scheduled, and not again.
 */
export function mayOutlast(
  model: Model,
  order: readonly Shape[],
  wanted: readonly number[],
  steps: Steps,
): boolean {
  const isEvictable = (other: number) =>
    order.some(({ evicts, priority }) => evicts && priority > (model.shapes[other]?.priority ?? 0));
  if (!order.some((shape) => !isNearEquals(shape) && shape.together?.shapes.some(isEvictable))) return false;
  const free = { ...model, shapes: model.shapes.map(({ together: _, ...shape }) => shape) };
  const anywhere = order.flatMap(({ index }) => free.shapes[index] ?? []);
  if (searchPlaces(free, anywhere, wanted, steps).kind === "impossible") return false;
  return mayBeReached(new Fleet(model), order, wanted, steps);
}

/** Tries every order of arrival, every choice among nodes, and every eviction. */
function mayBeReached(
  fleet: Fleet,
  order: readonly Shape[],
  wanted: readonly number[],
  steps: Steps,
): boolean {
  const nodes = [...fleet.model.blockOf.keys()];
  const seen = new Set<string>();
  // Whom others may evict matters too.
  const stateOf = (node: number) => {
    const held = [...(fleet.held[node] ?? [])].sort(([a], [b]) => a - b);
    return `${fleet.model.blockOf[node]};${held.join(" ")}`;
  };
  const visit = (): boolean => {
    const key = nodes.map(stateOf).sort().join("|");
    if (seen.has(key)) return false;
    seen.add(key);
    if (seen.size > mostStates || !steps.take(order.length * nodes.length)) return true;
    const open = order.filter(({ index }) => (fleet.placed[index] ?? 0) < (wanted[index] ?? 0));
    return open.length === 0 || open.some(come);
  };
  const come = (shape: Shape): boolean => {
    const taking = nodes.filter((node) => fleet.takes(shape, node));
    if (taking.length > 0 || !shape.evicts) return taking.some((node) => put(shape, node));
    return nodes.some((node) => {
      const victims = victimsOf(fleet, shape, node);
      for (const [victim, count] of victims) fleet.put(victim, node, -count);
      // Which of them stay is a matter of their ages: any of them may.
      const isReached = victims.length > 0 && withSpared(shape, node, victims);
      for (const [victim, count] of victims) fleet.put(victim, node, count);
      return isReached;
    });
  };
  const withSpared = (shape: Shape, node: number, victims: readonly Victims[]): boolean => {
    const [[victim, count] = [undefined, 0], ...others] = victims;
    if (!victim) return fleet.takes(shape, node) && put(shape, node);
    for (let spared = 0; spared <= count; spared++) {
      fleet.put(victim, node, spared);
      const isReached = withSpared(shape, node, others);
      fleet.put(victim, node, -spared);
      if (isReached) return true;
    }
    return false;
  };
  const put = (shape: Shape, node: number): boolean => {
    fleet.put(shape, node);
    const isReached = visit();
    fleet.put(shape, node, -1);
    return isReached;
  };
  return visit();
}

type Victims = readonly [Shape, count: number];

const mostStates = 3000;

function victimsOf({ held, model }: Fleet, { priority }: Shape, node: number): Victims[] {
  return [...(held[node] ?? [])].flatMap(([index, count]): Victims[] => {
    const shape = model.shapes[index];
    return shape && count > 0 && shape.priority < priority ? [[shape, count]] : [];
  });
}
