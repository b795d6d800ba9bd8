import { type Pattern, patternsOf } from "./blocking.ts";
import { cheapestPatterns, Penalties } from "./cheapest-pattern.ts";
import { withRows } from "./cover-state.ts";
import type { OpenCell } from "./exchange.ts";
import type { Fleet } from "./fleet.ts";
import type { FluidCover } from "./fluid-cover.ts";
import type { Pricing } from "./fractional-cover.ts";
import type { Blocker, StrandingTask } from "./stranding-task.ts";

/** The nodes to block, with ways to block them: all ways, where `isWhole`; none yet where they are `isMany`. `none` where there is no way for one of them. */
export function cellsOf(
  task: StrandingTask,
  start: Fleet,
  targets: readonly (readonly number[])[],
  open: readonly Blocker[],
  isMany: boolean,
):
  | { readonly kind: "none" | "undecided" }
  | { readonly kind: "open"; readonly cells: OpenCell[]; readonly isWhole: boolean } {
  const { model, pod, steps } = task;
  const cells: OpenCell[] = [];
  let isWhole = true;
  for (const nodes of targets) {
    const [node = 0] = nodes;
    const free = start.free[node] ?? [];
    const found = isMany ? { patterns: [], isWhole: false } : patternsOf(model, pod, { node, free }, open);
    if (!steps.take(1 + found.patterns.length)) return { kind: "undecided" };
    if (found.isWhole && found.patterns.length === 0) return { kind: "none" };
    if (!found.isWhole) isWhole = false;
    // Some of too many are no better than those that are looked for.
    const patterns = found.isWhole ? found.patterns : found.patterns.slice(0, 50);
    cells.push({ nodes, free: [...free], patterns: patterns.map((pattern) => withRows(task, pattern)) });
  }
  return { kind: "open", cells, isWhole };
}

/** Where patterns are too many to list, those that are cheap at the prices that the others make are looked for. */
export function pricingOf(
  task: StrandingTask,
  start: Fleet,
  cells: readonly OpenCell[],
  open: readonly Blocker[],
  fluid: FluidCover | undefined,
): Pricing {
  const { model, pod, blockers, limits, steps } = task;
  const known = cells.map(({ patterns }) => new Set(patterns.map(textOf)));
  const nodes = cells.reduce((sum, cell) => sum + cell.nodes.length, 0);
  const penalties = cells.map((_, at) => {
    const made = new Penalties(pod.requests.length, 1 / nodes);
    for (const [resource, penalty] of fluid?.penalties[at]?.entries() ?? []) {
      if (penalty) made.set(resource, penalty);
    }
    return made;
  });
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
    const found = cheapestPatterns(
      model,
      pod,
      { node, free: cell.free },
      open,
      ofPods,
      penalty,
      task.mostUsed,
    );
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
