import { type Pattern, patternsOf } from "./blocking.ts";
import { cheapestPatterns, Penalties } from "./cheapest-pattern.ts";
import { isTooFewEvenSo } from "./coarse-cover.ts";
import { fillNodes } from "./fill-nodes.ts";
import { Fleet } from "./fleet.ts";
import { type Cell, type CellPattern, fractionalCover, type Pricing } from "./fractional-cover.ts";
import { isNearEquals } from "./model.ts";
import { isPlenty } from "./plenty.ts";
import { byPrice, searchCover } from "./search-cover.ts";
import { settles } from "./settles.ts";
import type { Blocker, Stranding, StrandingTask } from "./stranding-task.ts";

/**
 * Whether the blockers can block all `targets`, lists of equal nodes, beside the pods that are in `start` already: pods of each shape are
 * there only so often, and so is what a quota leaves (the rows of the problem). First proofs that they are too few, then
 * quick tries, then all ways.
 */
export function coverNodes(
  task: StrandingTask,
  start: Fleet,
  targets: readonly (readonly number[])[],
): Stranding {
  const { pod, blockers, limits, steps } = task;
  const left = [
    ...blockers.map(({ shape, count }) => count - (start.placed[shape.index] ?? 0)),
    ...limits.map((limit, index) => limit - (pod.quota[index] ?? 0) - usedBy(start, index)),
  ];
  if (left.some((amount) => amount < 0)) return { kind: "none" };
  if (targets.length > 0 && isPlenty(task, start, targets, left)) return { kind: "none" };

  const isMany = blockers.length > mostListed;
  if (isMany && isTooFewEvenSo(task, start, targets, left)) return { kind: "none" };
  const filled = fillNodes(task, () => copyOf(start), targets, left);
  if (filled) return { kind: "found", fleet: filled };

  const open = blockers.map(({ shape }, index) => ({ shape, count: left[index] ?? 0 }));
  const listed = cellsOf(task, start, targets, open);
  if (listed.kind !== "open") return { kind: listed.kind };
  const { cells, isWhole } = listed;
  const scarce = left.map((amount) => (Number.isFinite(amount) && amount > 0 ? 1 / amount : 0));
  const guesses = isMany
    ? [scarce]
    : [scarce, ...pod.requests.map((_, of) => left.map((_, row) => blockers[row]?.shape.requests[of] ?? 0))];
  const pricing = isWhole ? undefined : pricingOf(task, start, cells, open);
  const cover = fractionalCover(cells, left, steps, guesses, pricing);
  if (cover.kind === "impossible") return { kind: "none" };

  const fleet = copyOf(start);
  const use = (node: number, pattern: CellPattern, sign: 1 | -1): boolean => {
    if (sign > 0) {
      if (pattern.rows.some(([row, amount]) => amount > (left[row] ?? 0))) return false;
      if (pattern.pods.some(([index]) => isKeptOut(fleet, blockers[index], node))) return false;
    }
    for (const [row, amount] of pattern.rows) left[row] = (left[row] ?? 0) - sign * amount;
    for (const [index, count] of pattern.pods) {
      const shape = blockers[index]?.shape;
      if (shape) fleet.put(shape, node, sign * count);
    }
    return true;
  };
  const isHigh = (row: number) => (blockers[row]?.shape.priority ?? 0) > pod.priority;
  const tries = [
    { prices: cover.prices, parts: cover.parts },
    { prices: scarce, parts: undefined },
    // Pods of high priority first: they would evict others if they came to be left over.
    { prices: scarce.map((price, row) => (isHigh(row) ? price / 1e6 : price)), parts: undefined },
  ];
  for (const { prices, parts } of tries) {
    const done: [number, CellPattern][] = [];
    const isCovered = cells.every(({ nodes, patterns }) => {
      const wanted = patterns.flatMap((pattern): CellPattern[] =>
        Array(Math.floor((parts?.get(pattern) ?? 0) + 1e-6)).fill(pattern),
      );
      const sorted = [...wanted, ...byPrice(patterns, prices)];
      let at = 0;
      return nodes.every((node) => {
        for (; at < sorted.length; at++) {
          const pattern = sorted[at];
          if (!pattern || !use(node, pattern, 1)) continue;
          if (at < wanted.length) at += 1;
          done.push([node, pattern]);
          return true;
        }
        return false;
      });
    });
    if (isCovered && settles(task, fleet) === "yes") return { kind: "found", fleet };
    for (const [node, pattern] of done) use(node, pattern, -1);
  }
  if (targets.reduce((sum, nodes) => sum + nodes.length, 0) > mostTargets) return { kind: "undecided" };
  const isPlain = !blockers.some((blocker) => isTied(blocker, blockers));
  const found = searchCover(
    { cells, left, prices: cover.prices, isPlain, use, settles: () => settles(task, fleet) },
    steps,
  );
  if (found === "found") return { kind: "found", fleet };
  return { kind: found === "none" && isWhole ? "none" : "undecided" };
}

/** Beyond these the search does not end. */
const mostTargets = 60;

/** With more kinds of pods nobody can list the patterns. */
const mostListed = 32;

function cellsOf(
  task: StrandingTask,
  start: Fleet,
  targets: readonly (readonly number[])[],
  open: readonly Blocker[],
):
  | { readonly kind: "none" | "undecided" }
  | { readonly kind: "open"; readonly cells: Cell[]; readonly isWhole: boolean } {
  const { model, pod, steps } = task;
  const cells: Cell[] = [];
  let isWhole = true;
  for (const nodes of targets) {
    const [node = 0] = nodes;
    const state = { node, free: start.free[node] ?? [] };
    const found =
      open.length > mostListed ? { patterns: [], isWhole: false } : patternsOf(model, pod, state, open);
    if (!steps.take(1 + found.patterns.length)) return { kind: "undecided" };
    if (found.isWhole && found.patterns.length === 0) return { kind: "none" };
    if (!found.isWhole) isWhole = false;
    // Some of too many are no better than those that are looked for.
    const patterns = found.isWhole ? found.patterns : found.patterns.slice(0, 50);
    cells.push({ nodes, patterns: patterns.map((pattern) => withRows(task, pattern)) });
  }
  return { kind: "open", cells, isWhole };
}

/** Where patterns are too many to list, those that are cheap at the prices that the others make are looked for. */
function pricingOf(
  task: StrandingTask,
  start: Fleet,
  cells: readonly Cell[],
  open: readonly Blocker[],
): Pricing {
  const { model, pod, blockers, limits, steps } = task;
  const known = cells.map(({ patterns }) => new Set(patterns.map(textOf)));
  const nodes = cells.reduce((sum, cell) => sum + cell.nodes.length, 0);
  const penalties = cells.map(() => new Penalties(pod.requests.length, 1 / nodes));
  return (at, prices) => {
    const ofPods = blockers.map(({ shape }, index) =>
      limits.reduce(
        (sum, _, quota) => sum + (shape.quota[quota] ?? 0) * (prices[blockers.length + quota] ?? 0),
        prices[index] ?? 0,
      ),
    );
    const cell = cells[at];
    const [node = 0] = cell?.nodes ?? [];
    const penalty = penalties[at];
    if (!cell || !penalty || !steps.take(20)) return 0;
    const state = { node, free: start.free[node] ?? [] };
    const found = cheapestPatterns(model, pod, state, open, ofPods, penalty, task.mostUsed);
    for (const pattern of found.patterns) {
      const text = textOf(pattern);
      if (known[at]?.has(text) || !isPossible(task, start, node, pattern)) continue;
      known[at]?.add(text);
      cell.patterns.push(withRows(task, pattern));
    }
    return found.least;
  };
}

function textOf({ pods }: Pattern): string {
  return [...pods].sort(([a], [b]) => a - b).join(" ");
}

/** Whether the pods of a pattern can be on the node together. */
function isPossible({ blockers }: StrandingTask, start: Fleet, node: number, { pods }: Pattern): boolean {
  const done: [Blocker, number][] = [];
  const isPlaced = pods.every(([index, count]) => {
    const blocker = blockers[index];
    if (!blocker) return false;
    const placed = start.fill(blocker.shape, node, count);
    done.push([blocker, placed]);
    return placed === count;
  });
  for (const [{ shape }, count] of done) start.put(shape, node, -count);
  return isPlaced;
}

/** How much of a quota the pods take that are there. */
function usedBy({ placed, model }: Fleet, quota: number): number {
  return model.shapes.reduce((sum, shape) => sum + (shape.quota[quota] ?? 0) * (placed[shape.index] ?? 0), 0);
}

function withRows({ blockers, limits }: StrandingTask, { pods }: Pattern): CellPattern {
  const quotas = limits.flatMap((limit, index): [number, number][] => {
    if (limit === Number.POSITIVE_INFINITY) return [];
    const amount = pods.reduce(
      (sum, [of, count]) => sum + (blockers[of]?.shape.quota[index] ?? 0) * count,
      0,
    );
    return amount > 0 ? [[blockers.length + index, amount]] : [];
  });
  return { pods, rows: [...pods, ...quotas] };
}

/** Whether where one of these pods is says more than how many are left, for pods on other nodes. */
function isTied({ shape, count }: Blocker, blockers: readonly Blocker[]): boolean {
  if (shape.together && (count > 1 || !isNearEquals(shape))) return true;
  return shape.apart.some(
    (rule) =>
      !rule.isNarrow &&
      blockers.some(({ shape: other }) => other.index === rule.shape && (other !== shape || count > 1)),
  );
}

function isKeptOut(fleet: Fleet, blocker: Blocker | undefined, node: number): boolean {
  if (!blocker?.shape.isRuled) return false;
  const { shape } = blocker;
  return !fleet.keepsApart(shape, node) || (isNearEquals(shape) && !fleet.isNear(shape, node));
}

function copyOf(fleet: Fleet): Fleet {
  const copy = new Fleet(fleet.model);
  for (const [node, held] of fleet.held.entries()) copy.putAll(held, node);
  return copy;
}
