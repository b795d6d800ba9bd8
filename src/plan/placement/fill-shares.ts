import { blockNode } from "./block-node.ts";
import type { CoverState } from "./cover-state.ts";
import { blockRest, type OpenCell } from "./exchange.ts";
import type { FluidShare } from "./fluid-cover.ts";

/**
 * Blocks whole nodes as a program with fluid pods divides them among resources, and the pods among the nodes: each node by
 * those of its share that exceed what is needed least, or with some of what no share has.
 */
export function fillShares(
  state: CoverState,
  cells: readonly OpenCell[],
  shares: readonly FluidShare[],
): boolean {
  const budgets = budgetsOf(shares, state.left);
  const given = state.left.map((_, index) => budgets.reduce((sum, pods) => sum + (pods.get(index) ?? 0), 0));
  const open = cells.map(({ nodes }) => [...nodes]);
  const wanted = wholeNodes(shares, cells);
  for (const [at, { cell, resource }] of shares.entries()) {
    const budget = budgets[at] ?? new Map<number, number>();
    const own = (index: number) => budget.get(index) ?? 0;
    const more = (index: number) => (state.left[index] ?? 0) - (given[index] ?? 0) + own(index);
    for (let times = 0; times < (wanted[at] ?? 0); times++) {
      const node = open[cell]?.at(-1);
      if (node === undefined) break;
      if (!blockNode(state, { node, free: cells[cell]?.free ?? [], resource }, own, more)) break;
      open[cell]?.pop();
      for (const [index, count] of state.blocked.get(node)?.pods ?? []) {
        const used = Math.min(count, own(index));
        budget.set(index, own(index) - used);
        given[index] = (given[index] ?? 0) - used;
      }
    }
    for (const [index, count] of budget) given[index] = (given[index] ?? 0) - count;
  }
  return blockRest(state, cells);
}

/** By share: whole pods, no more than there are. */
function budgetsOf(shares: readonly FluidShare[], left: readonly number[]): Map<number, number>[] {
  const budgets = shares.map(() => new Map<number, number>());
  const parts = new Map<number, { readonly at: number; readonly rest: number }[]>();
  const sums = new Map<number, number>();
  for (const [at, { pods }] of shares.entries()) {
    for (const [index, amount] of pods) {
      const whole = Math.floor(amount + 1e-6);
      budgets[at]?.set(index, whole);
      sums.set(index, (sums.get(index) ?? 0) + amount);
      parts.set(index, [...(parts.get(index) ?? []), { at, rest: amount - whole }]);
    }
  }
  for (const [index, sorted] of parts) {
    sorted.sort((a, b) => b.rest - a.rest || a.at - b.at);
    const whole = sorted.reduce((sum, { at }) => sum + (budgets[at]?.get(index) ?? 0), 0);
    let open = Math.min(Math.floor(left[index] ?? 0), Math.round(sums.get(index) ?? 0)) - whole;
    for (const { at } of sorted) {
      if (open-- <= 0) break;
      budgets[at]?.set(index, (budgets[at]?.get(index) ?? 0) + 1);
    }
  }
  return budgets;
}

/** By share: nodes, so that each cell has all of its own. */
function wholeNodes(shares: readonly FluidShare[], cells: readonly OpenCell[]): number[] {
  const whole = shares.map(({ nodes }) => Math.floor(nodes + 1e-6));
  for (const [cell, { nodes }] of cells.entries()) {
    const own = shares.flatMap((share, at) => (share.cell === cell ? [at] : []));
    own.sort((a, b) => rest(shares[b]) - rest(shares[a]) || a - b);
    let missing = nodes.length - own.reduce((sum, at) => sum + (whole[at] ?? 0), 0);
    for (const at of own) {
      if (missing-- <= 0) break;
      whole[at] = (whole[at] ?? 0) + 1;
    }
  }
  return whole;
}

function rest(share: FluidShare | undefined): number {
  const nodes = (share?.nodes ?? 0) + 1e-6;
  return nodes - Math.floor(nodes);
}
