import { isTooFewEvenSo } from "./coarse-cover.ts";
import { cellsOf, pricingOf } from "./cover-cells.ts";
import { CoverState } from "./cover-state.ts";
import { blockRest, type OpenCell } from "./exchange.ts";
import { fillNodes } from "./fill-nodes.ts";
import { fillShares } from "./fill-shares.ts";
import type { Fleet } from "./fleet.ts";
import { fluidCover } from "./fluid-cover.ts";
import { type CellPattern, fractionalCover } from "./fractional-cover.ts";
import { isNearEquals } from "./model.ts";
import { isPlenty } from "./plenty.ts";
import { byPrice, searchCover } from "./search-cover.ts";
import { settles } from "./settles.ts";
import { Steps } from "./steps.ts";
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

  const count = targets.reduce((sum, nodes) => sum + nodes.length, 0);
  const isMany = blockers.length > mostListed || count > mostTargets;
  if (isMany && isTooFewEvenSo(task, start, targets, left)) return { kind: "none" };
  const filled = fillNodes(task, () => start.copy(), targets, left);
  if (filled) return { kind: "found", fleet: filled };

  const open = blockers.map(({ shape }, index) => ({ shape, count: left[index] ?? 0 }));
  const listed = cellsOf(task, start, targets, open, isMany);
  if (listed.kind !== "open") return { kind: listed.kind };
  const { cells, isWhole } = listed;
  const state = new CoverState(task, start, left);
  const { fleet } = state;
  const isClosed = (node: number) => !fleet.hasRoom(pod, node) || !fleet.keepsApart(pod, node);
  const isSettled = () => targets.every((nodes) => nodes.every(isClosed)) && settles(task, fleet) === "yes";

  const ofPatterns = isMany ? new Steps(mostOfPatterns, steps) : steps;
  const fluid = isWhole ? undefined : fluidCover(task, cells, left);
  const pricing = isWhole ? undefined : pricingOf({ ...task, steps: ofPatterns }, start, cells, open, fluid);
  if (fluid && pricing && fluid.times > nearlyOnce) {
    for (const shares of [fluid.shares, [...fluid.shares].reverse()]) {
      if (fillShares(state, cells, shares) && isSettled()) return { kind: "found", fleet };
      state.freeAll();
    }
  }
  const scarce = left.map((amount) => (Number.isFinite(amount) && amount > 0 ? 1 / amount : 0));
  const cheap = isMany
    ? [scarce]
    : [scarce, ...pod.requests.map((_, of) => left.map((_, row) => blockers[row]?.shape.requests[of] ?? 0))];
  const guesses = fluid ? [fluid.rows, ...cheap] : cheap;
  const cover = fractionalCover(cells, left, ofPatterns, guesses, pricing);
  if (cover.kind === "impossible") return { kind: "none" };

  const isHigh = (row: number) => (blockers[row]?.shape.priority ?? 0) > pod.priority;
  const tries = [
    { prices: cover.prices, parts: cover.parts },
    { prices: scarce, parts: undefined },
    // Pods of high priority first: they would evict others if they came to be left over.
    { prices: scarce.map((price, row) => (isHigh(row) ? price / 1e6 : price)), parts: undefined },
  ];
  for (const { prices, parts } of tries) {
    if (isBlockedBy(state, cells, prices, parts) && isSettled()) return { kind: "found", fleet };
    state.freeAll();
  }
  if (count > mostTargets) return { kind: "undecided" };
  const isPlain = !blockers.some((blocker) => isTied(blocker, blockers));
  const use = (node: number, pattern: CellPattern, sign: 1 | -1) =>
    sign > 0 ? state.block(node, pattern) : state.free(node) !== undefined;
  const found = searchCover(
    { cells, left: state.left, prices: cover.prices, isPlain, use, settles: () => settles(task, fleet) },
    steps,
  );
  if (found === "found") return { kind: "found", fleet };
  return { kind: found === "none" && isWhole ? "none" : "undecided" };
}

/** With more kinds of pods nobody can list the patterns. */
const mostListed = 32;
/** Beyond these the search does not end. */
const mostTargets = 60;
/** Of the search for patterns, where there are many pods: what their prices prove is mostly proved already. */
const mostOfPatterns = 12_000;
/** What the prices of a program say is a little less exact than what it counts. */
const nearlyOnce = 0.99;

/** Blocks nodes by whole patterns of which the program wants so many, then by what is cheap, then by whatever is left. */
function isBlockedBy(
  state: CoverState,
  cells: readonly OpenCell[],
  prices: readonly number[],
  parts: ReadonlyMap<CellPattern, number> | undefined,
): boolean {
  for (const { nodes, patterns } of cells) {
    const wanted = patterns.flatMap((pattern): CellPattern[] =>
      Array(Math.floor((parts?.get(pattern) ?? 0) + 1e-6)).fill(pattern),
    );
    const sorted = [...wanted, ...byPrice(patterns, prices)];
    let at = 0;
    for (const node of nodes) {
      for (; at < sorted.length; at++) {
        const pattern = sorted[at];
        if (!pattern || !state.block(node, pattern)) continue;
        if (at < wanted.length) at += 1;
        break;
      }
    }
  }
  return blockRest(state, cells);
}

/** How much of a quota the pods take that are there. */
function usedBy({ placed, model }: Fleet, quota: number): number {
  return model.shapes.reduce((sum, shape) => sum + (shape.quota[quota] ?? 0) * (placed[shape.index] ?? 0), 0);
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
