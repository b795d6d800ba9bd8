import { apartOn, isApartOn, type Pattern } from "./blocking.ts";
import { type Item, knapsack } from "./knapsack.ts";
import type { Model, Shape } from "./model.ts";
import { hasRoom, timesIn } from "./room.ts";
import { searchedPattern } from "./searched-pattern.ts";
import type { Blocker, StrandingTask } from "./stranding-task.ts";

/**
 * No pattern for the node costs less than `least`, when each blocker has a price; and those that may cost so little, of
 * which some may be no patterns because another resource ends before. A knapsack for each resource that could be used up.
 */
export function cheapestPatterns(
  model: Model,
  pod: Shape,
  { node, free }: { readonly node: number; readonly free: readonly number[] },
  blockers: readonly Blocker[],
  prices: readonly number[],
  penalties: Penalties,
  mostUsed: StrandingTask["mostUsed"],
): { readonly least: number; readonly patterns: readonly Pattern[] } {
  const block = model.blockOf[node] ?? -1;
  const possible = blockers.flatMap(({ shape, count }, index) =>
    count > 0 && shape.takes[block] && hasRoom(free, shape.requests)
      ? [{ index, shape, count, price: prices[index] ?? 0 }]
      : [],
  );
  let least = Number.POSITIVE_INFINITY;
  const patterns: Pattern[] = [];
  for (const { index, shape, price } of possible) {
    if (!isApartOn(model, pod, shape, node)) continue;
    least = Math.min(least, price);
    patterns.push({ pods: [[index, 1]] });
  }
  const open = pod.requests.flatMap((asked, resource): Knapsack[] => {
    const room = free[resource] ?? 0;
    if (asked === 0 || room === Number.POSITIVE_INFINITY) return [];
    const whole = model.blocks[block]?.free[resource] ?? 0;
    if ((mostUsed[block]?.[resource] ?? whole) <= whole - asked) return [];
    const penalty = penalties.of(resource);
    const items = possible.flatMap(({ index, shape, count, price }): PodItem[] => {
      const size = shape.requests[resource] ?? 0;
      if (size === 0) return [];
      const extra = penalty.reduce((sum, each, other) => sum + each * (shape.requests[other] ?? 0), 0);
      return [{ index, shape, price: price + extra, size, count: Math.min(count, Math.floor(room / size)) }];
    });
    if (items.length === 0) return [];
    const need = room - asked;
    const forgiven = penalty.reduce(
      (sum, each, other) => sum + (each > 0 ? each * (free[other] ?? 0) : 0),
      0,
    );
    const cheapest = items.reduce(
      (lowest, { price, size }) => Math.min(lowest, price / size),
      Number.POSITIVE_INFINITY,
    );
    return [{ items, resource, room, need, forgiven, bound: need * cheapest - forgiven }];
  });
  // What cannot be cheaper even if pods were fluid need not be looked at.
  for (const { items, resource, room, need, bound, forgiven } of open.sort((a, b) => a.bound - b.bound)) {
    if (bound >= least) continue;
    const filled = filledWith(items, need, free);
    if (filled) patterns.push(filled);
    const found = knapsack(items, need, room);
    if (found === undefined) continue;
    // Where fewer pods can be on a node than there is room for, a search finds what a knapsack does not see.
    const fewest = found === "too-large" ? bound : found.cost - forgiven;
    const own = items.map(({ index, shape, count }) => ({ index, shape, count, price: prices[index] ?? 0 }));
    const searched = searchedPattern(own, resource, need + 1, free, apartOn(model, node), mostVisits);
    if (searched.pattern) patterns.push(searched.pattern);
    least = Math.min(least, searched.isWhole ? Math.max(fewest, searched.cost) : fewest);
    if (found === "too-large") continue;
    patterns.push(found);
    penalties.learn(resource, usedBy(found, blockers), free);
  }
  return { least, patterns };
}

const mostVisits = 1500;

/**
 * A knapsack counts one resource; of the others it may take more than a node has. For that it pays, as dearly as was
 * learned from the patterns before, and is forgiven what the whole node would cost: so it is never dearer than a real
 * pattern (Lagrangian relaxation).
 */
export class Penalties {
  readonly #byResource = new Map<number, number[]>();
  readonly #resources: number;
  readonly #scale: number;
  #turns = 0;

  /** `scale`: what a node may cost. */
  constructor(resources: number, scale: number) {
    this.#resources = resources;
    this.#scale = scale;
  }

  of(resource: number): readonly number[] {
    return this.#byResource.get(resource) ?? Array(this.#resources).fill(0);
  }

  /** What another program has found. */
  set(resource: number, penalty: readonly number[]): void {
    this.#byResource.set(resource, [...penalty]);
  }

  learn(resource: number, used: readonly number[], free: readonly number[]): void {
    this.#turns += 1;
    const step = (2 * this.#scale) / Math.sqrt(this.#turns);
    const next = this.of(resource).map((penalty, other) => {
      const room = free[other] ?? 0;
      if (other === resource || room <= 0 || !Number.isFinite(room)) return 0;
      const over = Math.max(-1, Math.min(2, (used[other] ?? 0) / room - 1));
      return Math.max(0, penalty + (step * over) / room);
    });
    this.#byResource.set(resource, next);
  }
}

function usedBy({ pods }: Pattern, blockers: readonly Blocker[]): number[] {
  const used: number[] = [];
  for (const [index, count] of pods) {
    blockers[index]?.shape.requests.forEach((asked, resource) => {
      used[resource] = (used[resource] ?? 0) + asked * count;
    });
  }
  return used;
}

interface Knapsack {
  readonly items: readonly PodItem[];
  readonly room: number;
  /** More than this blocks the pod. */
  readonly need: number;
  readonly resource: number;
  readonly forgiven: number;
  readonly bound: number;
}

interface PodItem extends Item {
  readonly shape: Shape;
}

/** The items that are cheapest for their size, as far as all resources go; not the cheapest, but possible. */
function filledWith(items: readonly PodItem[], need: number, free: readonly number[]): Pattern | undefined {
  const sorted = [...items].sort((a, b) => a.price / a.size - b.price / b.size || b.size - a.size);
  const left = [...free];
  const pods: [number, number][] = [];
  let filled = 0;
  for (const { index, shape, size, count } of sorted) {
    const times = Math.min(count, timesIn(left, shape.requests), Math.floor((need - filled) / size) + 1);
    if (times <= 0) continue;
    for (const [resource, asked] of shape.requests.entries())
      left[resource] = (left[resource] ?? 0) - asked * times;
    pods.push([index, times]);
    filled += times * size;
    if (filled > need) return { pods };
  }
  return undefined;
}
