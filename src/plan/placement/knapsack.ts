import type { Pattern } from "./blocking.ts";
import { gcd } from "./gcd.ts";

export interface Item {
  readonly index: number;
  readonly price: number;
  readonly size: number;
  readonly count: number;
}

/** The cheapest items that together are larger than `need`, and no larger than `room`. */
export function knapsack(
  items: readonly Item[],
  need: number,
  room: number,
): (Pattern & { cost: number }) | "too-large" | undefined {
  const unit = items.reduce((divisor, { size }) => gcd(divisor, size), 0);
  const most = Math.floor(room / unit);
  if (most > mostUnits) return "too-large";
  let costs = new Float64Array(most + 1).fill(Number.POSITIVE_INFINITY);
  costs[0] = 0;
  const steps: { readonly units: number; readonly pods: readonly Item[]; readonly taken: Uint16Array }[] = [];
  for (const [size, alike] of bySize(items)) {
    const units = size / unit;
    // Of equal size the cheapest come first.
    const pods = alike
      .flatMap((item): Item[] => Array(item.count).fill(item))
      .slice(0, Math.floor(most / units));
    const sums = [0];
    for (const { price } of pods) sums.push((sums.at(-1) ?? 0) + price);
    const next = costs.slice();
    const taken = new Uint16Array(most + 1);
    for (let sum = units; sum <= most; sum++) {
      for (let times = 1, rest = sum - units; times < sums.length && rest >= 0; times++, rest -= units) {
        const cost = (costs[rest] ?? 0) + (sums[times] ?? 0);
        if (cost >= (next[sum] ?? 0)) continue;
        next[sum] = cost;
        taken[sum] = times;
      }
    }
    costs = next;
    steps.push({ units, pods, taken });
  }
  let best = -1;
  for (let sum = Math.floor(need / unit) + 1; sum <= most; sum++) {
    if ((costs[sum] ?? 0) < (costs[best] ?? Number.POSITIVE_INFINITY)) best = sum;
  }
  if (best < 0) return undefined;
  const counts = new Map<number, number>();
  let sum = best;
  for (const { units, pods, taken } of steps.reverse()) {
    const times = taken[sum] ?? 0;
    for (const { index } of pods.slice(0, times)) counts.set(index, (counts.get(index) ?? 0) + 1);
    sum -= times * units;
  }
  return { pods: [...counts], cost: costs[best] ?? 0 };
}

/** Finer amounts are counted as if they were fluid. */
const mostUnits = 512;

function bySize(items: readonly Item[]): [number, Item[]][] {
  const sizes = new Map<number, Item[]>();
  for (const item of [...items].sort((a, b) => a.price - b.price)) {
    const known = sizes.get(item.size);
    if (known) known.push(item);
    else sizes.set(item.size, [item]);
  }
  return [...sizes];
}
