import { type Cell, type CellPattern, priceOf, worthOf } from "./fractional-cover.ts";
import type { Steps } from "./steps.ts";

interface CoverSearch {
  readonly cells: readonly Cell[];
  /** By row: what is left; changes with `use`. */
  readonly left: readonly number[];
  /** By row; good ones end the search early. */
  readonly prices: readonly number[];
  /** Whether what is left says all about what is still possible. */
  readonly isPlain: boolean;
  /** Blocks a node, or frees it again; false where that is not possible. */
  use(node: number, pattern: CellPattern, sign: 1 | -1): boolean;
  /** Whether all nodes may stay blocked as they are now. */
  settles(): "yes" | "no" | "unsure";
}

/**
 * Tries all ways to block every node of every cell, each by one of its patterns; equal nodes have theirs in order. Leaves
 * the first good way as it is.
 */
export function searchCover(
  { cells, left, prices, isPlain, use, settles }: CoverSearch,
  steps: Steps,
): "found" | "none" | "undecided" {
  const failed = new Failures();
  const search = [...cells].sort((a, b) => a.patterns.length - b.patterns.length);
  const sorted = search.map(({ patterns }) => byPrice(patterns, prices));
  const least = search.map(({ nodes }, cell) => {
    const [first] = sorted[cell] ?? [];
    return nodes.length * (first ? priceOf(first, prices) : 0);
  });
  const later = search.map((_, cell) => least.slice(cell + 1).reduce((sum, price) => sum + price, 0));
  let isSure = true;
  let unsettled = 0;

  const walk = (cell: number, at: number, from: number): boolean => {
    const nodes = search[cell]?.nodes;
    if (!nodes) {
      const answer = settles();
      if (answer === "unsure") isSure = false;
      if (answer !== "yes") unsettled += 1;
      return answer === "yes";
    }
    const node = nodes[at];
    if (node === undefined) return walk(cell + 1, 0, 0);
    const key = `${cell} ${at} ${from}`;
    if (isPlain && failed.has(key, left)) return false;
    const before = unsettled;
    const worth = worthOf(left, prices) * (1 + 1e-7);
    const patterns = sorted[cell] ?? [];
    for (let index = from; index < patterns.length; index++) {
      const pattern = patterns[index];
      if (!steps.take()) return false;
      // Patterns are sorted by their price: all that follow cost no less.
      if (!pattern || priceOf(pattern, prices) * (nodes.length - at) + (later[cell] ?? 0) > worth) break;
      if (!use(node, pattern, 1)) continue;
      if (walk(cell, at + 1, index)) return true;
      use(node, pattern, -1);
    }
    if (isPlain && unsettled === before && !steps.isOver) failed.add(key, left);
    return false;
  };
  if (walk(0, 0, 0)) return "found";
  return steps.isOver || !isSure ? "undecided" : "none";
}

export function byPrice(patterns: readonly CellPattern[], prices: readonly number[]): CellPattern[] {
  return patterns
    .map((pattern, index) => ({ pattern, index, price: priceOf(pattern, prices) }))
    .sort((a, b) => a.price - b.price || a.index - b.index)
    .map(({ pattern }) => pattern);
}

/** What was left when nothing more could be done; less of everything does not help either. */
class Failures {
  readonly #lists = new Map<string, number[][]>();

  has(key: string, left: readonly number[]): boolean {
    const lists = this.#lists.get(key) ?? [];
    return lists.some((failed) => left.every((amount, row) => amount <= (failed[row] ?? 0)));
  }

  add(key: string, left: readonly number[]): void {
    const lists = this.#lists.get(key) ?? [];
    this.#lists.set(key, lists);
    if (lists.length < 64) lists.push([...left]);
  }
}
