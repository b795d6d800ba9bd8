import type { Fleet } from "./fleet.ts";
import { type Cell, fractionalCover } from "./fractional-cover.ts";
import { type Item, knapsack } from "./knapsack.ts";
import type { Shape } from "./model.ts";
import type { StrandingTask } from "./stranding-task.ts";

/**
 * A proof for large fleets that the blockers are too few to block all `targets`: pods that ask for as much of the
 * scarcest resource and may use the same nodes count as one kind, of which each has as much of every other resource as
 * the one with the most. So the proof is about pods that are better at it.
 */
export function isTooFewEvenSo(
  task: StrandingTask,
  start: Fleet,
  targets: readonly (readonly number[])[],
  left: readonly number[],
): boolean {
  const { pod, model, mostUsed, steps } = task;
  const cells = targets.map((nodes): Cell & { block: number; free: readonly number[] } => {
    const [node = -1] = nodes;
    return { nodes, patterns: [], block: model.blockOf[node] ?? -1, free: start.free[node] ?? [] };
  });
  const main = scarcest(task, cells, left);
  // What else a pod asks for seldom decides.
  const likeness = [pod.requests[main], pod.priority, pod.evicts, ...cells.map(({ block }) => block)].join();
  if (task.unproven.has(likeness)) return false;
  const kinds = kindsOf(task, cells, left, main);
  const supply = kinds.map(({ count }) => count);
  const known = cells.map(() => new Set<string>());
  const price = (at: number, prices: readonly number[]): number => {
    const cell = cells[at];
    if (!cell || !steps.take(5)) return 0;
    let least = Number.POSITIVE_INFINITY;
    const add = (cost: number, pods: readonly (readonly [number, number])[]) => {
      least = Math.min(least, cost);
      const text = pods.join(" ");
      if (known[at]?.has(text)) return;
      known[at]?.add(text);
      cell.patterns.push({ pods, rows: pods });
    };
    const here = [...kinds.entries()].filter(([, kind]) => kind.takes[at]);
    for (const [index, kind] of here) if (kind.isApart) add(prices[index] ?? 0, [[index, 1]]);
    for (const [resource, asked] of pod.requests.entries()) {
      const room = cell.free[resource] ?? 0;
      const whole = model.blocks[cell.block]?.free[resource] ?? 0;
      if (asked === 0 || room === Number.POSITIVE_INFINITY) continue;
      if ((mostUsed[cell.block]?.[resource] ?? whole) <= whole - asked) continue;
      const items = here.flatMap(([index, { most, count }]): Item[] => {
        const size = most[resource] ?? 0;
        return size > 0 ? [{ index, size, count, price: prices[index] ?? 0 }] : [];
      });
      if (items.length === 0) continue;
      const largest = items.reduce((most, { size }) => Math.max(most, size), 0);
      // Where sizes are not exact, more of them may seem to be there than there is room for.
      const found = knapsack(items, room - asked, resource === main ? room : room + largest);
      if (found === "too-large") return 0;
      if (found) add(found.cost, found.pods);
    }
    return least;
  };
  const guesses = pod.requests.map((_, of) => kinds.map(({ most }) => most[of] ?? 0));
  const isProven = fractionalCover(cells, supply, steps, guesses, price).kind === "impossible";
  if (!isProven) task.unproven.add(likeness);
  return isProven;
}

interface PodKind {
  count: number;
  readonly isApart: boolean;
  /** By cell. */
  readonly takes: readonly boolean[];
  /** By resource. */
  most: readonly number[];
}

function kindsOf(
  { pod, blockers }: StrandingTask,
  cells: readonly { readonly block: number }[],
  left: readonly number[],
  main: number,
): PodKind[] {
  const kinds = new Map<string, PodKind>();
  for (const [index, { shape }] of blockers.entries()) {
    const takes = cells.map(({ block }) => shape.takes[block] ?? false);
    const count = left[index] ?? 0;
    if (count === 0 || !takes.includes(true)) continue;
    const isApart = pod.apart.some((rule) => rule.shape === shape.index);
    const key = [shape.requests[main] ?? 0, isApart, takes.map(Number).join("")].join();
    const known = kinds.get(key);
    if (!known) kinds.set(key, { count, isApart, takes, most: shape.requests });
    else {
      known.count += count;
      known.most = largest(known.most, shape);
    }
  }
  return [...kinds.values()];
}

function largest(most: readonly number[], { requests }: Shape): number[] {
  return most.map((amount, resource) => Math.max(amount, requests[resource] ?? 0));
}

/** The resource of which the blockers ask for the largest part of what the nodes have. */
function scarcest(
  { pod, blockers }: StrandingTask,
  cells: readonly { readonly nodes: readonly number[]; readonly free: readonly number[] }[],
  left: readonly number[],
): number {
  let found = 0;
  let highest = -1;
  for (const [resource, asked] of pod.requests.entries()) {
    const there = cells.reduce((sum, { nodes, free }) => sum + nodes.length * (free[resource] ?? 0), 0);
    const wanted = blockers.reduce(
      (sum, { shape }, index) => sum + (shape.requests[resource] ?? 0) * (left[index] ?? 0),
      0,
    );
    const part = asked === 0 || there <= 0 ? -1 : wanted / there;
    if (part <= highest) continue;
    found = resource;
    highest = part;
  }
  return found;
}
