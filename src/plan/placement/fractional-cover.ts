import type { Pattern } from "./blocking.ts";
import { Simplex } from "./simplex.ts";
import type { Steps } from "./steps.ts";

/** Equal nodes that are all to be blocked, each by one of the patterns; a pattern that costs too much need not be listed. */
export interface Cell {
  readonly nodes: readonly number[];
  readonly patterns: CellPattern[];
}

/** What a pattern takes of each row: of the pods of a shape, and of what a quota leaves. */
export interface CellPattern extends Pattern {
  readonly rows: readonly (readonly [row: number, amount: number])[];
}

interface FractionalCover {
  /** `impossible`: not even with parts of patterns. */
  readonly kind: "impossible" | "open";
  /** What a piece of each row is worth; if impossible, the cheapest patterns of all nodes cost more than all rows. */
  readonly prices: readonly number[];
  /** By pattern: on how many nodes, in parts; more than there are where there is something to spare. */
  readonly parts: ReadonlyMap<CellPattern, number>;
}

/** Adds cheap patterns to a cell; says what the cheapest costs, or less where that is not known. */
export type Pricing = (cell: number, prices: readonly number[]) => number;

/**
 * Blocks as large a share of each cell as possible with parts of patterns, and stops when that is all of it; or when
 * the prices show that it never will be, which is checked by adding up; `guesses` are tried first. `price` is asked where the listed patterns are
 * not all.
 */
export function fractionalCover(
  cells: readonly Cell[],
  supply: readonly number[],
  steps: Steps,
  guesses: readonly (readonly number[])[],
  price?: Pricing,
): FractionalCover {
  const rows = supply.flatMap((amount, row) => (Number.isFinite(amount) && amount > 0 ? [row] : []));
  const rowAt = new Map(rows.map((row, at) => [row, at]));
  // A little more than nothing for each cell keeps the method from going in circles.
  const simplex = new Simplex([...rows.map(() => 1), ...cells.map((_, cell) => 1e-7 * (cell + 1))]);
  const share = cells.map(({ nodes }, cell) => [rows.length + cell, nodes.length] as const);
  const columns: (CellPattern | undefined)[] = [undefined];
  const known = new Map<CellPattern, number>();
  const enter = (cell: number, pattern: CellPattern): boolean => {
    const column = known.get(pattern) ?? columns.push(pattern) - 1;
    known.set(pattern, column);
    const amounts = pattern.rows.flatMap(([row, amount]) => {
      const at = rowAt.get(row);
      return at === undefined ? [] : [[at, amount / (supply[row] ?? 1)] as const];
    });
    return simplex.enter(column, [...amounts, [rows.length + cell, -1]], 0);
  };
  const pricesNow = () => {
    const prices = supply.map(() => 0);
    for (const [at, row] of rows.entries())
      prices[row] = Math.max(0, simplex.prices[at] ?? 0) / (supply[row] ?? 1);
    return prices;
  };

  const costAt = (prices: readonly number[]) =>
    cells.reduce((cost, { nodes, patterns }, cell) => {
      const least =
        price?.(cell, prices) ??
        patterns.reduce(
          (lowest, pattern) => Math.min(lowest, priceOf(pattern, prices)),
          Number.POSITIVE_INFINITY,
        );
      return cost + nodes.length * least;
    }, 0);
  // Prices that jump from one row to another find few patterns: those in the middle of the new and the best so far do.
  let best = { prices: supply.map(() => 0), ratio: -1 };
  const judge = (prices: readonly number[], cost: number) => {
    const worth = worthOf(supply, prices);
    if (worth > 0 && cost / worth > best.ratio)
      best = { prices: prices.map((p) => p / worth), ratio: cost / worth };
    return best.ratio > 1 + 1e-6;
  };
  for (const guess of guesses) if (judge(guess, costAt(guess))) return result("impossible");
  const isFew = cells.reduce((sum, { nodes }) => sum + nodes.length, 0) <= 64;
  let isImpossible = false;
  for (let round = 0; round < mostRounds; round++) {
    let isBetter = simplex.enterSlack();
    if (simplex.enter(0, share, 1)) isBetter = true;
    const exact = pricesNow();
    // All rows together are worth 1, so that prices of all rounds are alike.
    const own = worthOf(supply, exact) || 1;
    for (const part of price ? [0.5, 0.02] : [0]) {
      const prices = exact.map((amount, row) => (amount / own) * (1 - part) + part * (best.prices[row] ?? 0));
      isImpossible = judge(prices, costAt(prices));
      if (isImpossible) break;
      for (const [cell, { patterns }] of cells.entries()) {
        const cheapest = cheapestOf(patterns, exact, supply);
        if (!steps.take(1 + Math.ceil((patterns.length + rows.length * rows.length) / 100)))
          return result(isImpossible ? "impossible" : "open");
        if (cheapest && enter(cell, cheapest)) isBetter = true;
      }
      if (isBetter) break;
    }
    if (isImpossible || !isBetter || (simplex.value >= 1 + 1e-5 && (isFew || isWhole()))) break;
  }
  return result(isImpossible ? "impossible" : "open");

  /** Whether there is so much to spare that whole patterns do. */
  function isWhole(): boolean {
    const parts = result("open").parts;
    return cells.every(({ nodes, patterns }) => {
      const whole = patterns.reduce((sum, pattern) => sum + Math.floor((parts.get(pattern) ?? 0) + 1e-6), 0);
      return whole >= nodes.length;
    });
  }

  function result(kind: FractionalCover["kind"]): FractionalCover {
    const parts = new Map<CellPattern, number>();
    for (const [column, amount] of simplex.basic()) {
      const pattern = columns[column];
      if (pattern) parts.set(pattern, amount);
    }
    return { kind, prices: best.prices, parts };
  }
}

const mostRounds = 400;

export function worthOf(supply: readonly number[], prices: readonly number[]): number {
  let sum = 0;
  for (const [row, price] of prices.entries()) if (price > 0) sum += (supply[row] ?? 0) * price;
  return sum;
}

export function priceOf({ rows }: CellPattern, prices: readonly number[]): number {
  let sum = 0;
  for (const [row, amount] of rows) sum += amount * (prices[row] ?? 0);
  return sum;
}

function cheapestOf(
  patterns: readonly CellPattern[],
  prices: readonly number[],
  supply: readonly number[],
): CellPattern | undefined {
  let found: CellPattern | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const pattern of patterns) {
    const price = priceOf(pattern, prices);
    if (price >= lowest || pattern.rows.some(([row, amount]) => amount > (supply[row] ?? 0))) continue;
    found = pattern;
    lowest = price;
  }
  return found;
}
