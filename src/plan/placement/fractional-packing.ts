import { apartOn, isApartOn, type Pattern } from "./blocking.ts";
import { fullestPattern } from "./fullest-pattern.ts";
import type { Model, Shape } from "./model.ts";
import { Simplex } from "./simplex.ts";
import type { Steps } from "./steps.ts";

/** Equal nodes that are to be filled, each by one of the patterns that are found for it. */
export interface PackingCell {
  readonly nodes: readonly number[];
  readonly free: readonly number[];
}

/** Pods that are to be placed. */
export interface Wanted {
  readonly shape: Shape;
  readonly count: number;
}

interface FractionalPacking {
  /** Which part of all pods has a place, if patterns may be used in parts. */
  readonly times: number;
  /** By position of the wanted: what a pod is worth; if `isImpossible`, all pods together are worth more than all nodes hold. */
  readonly values: readonly number[];
  readonly isImpossible: boolean;
  readonly parts: readonly { readonly cell: number; readonly pattern: Pattern; readonly amount: number }[];
}

/** Places as large a part of all pods as possible with parts of patterns, which are found one after the other. */
export function fractionalPacking(
  model: Model,
  cells: readonly PackingCell[],
  wanted: readonly Wanted[],
  steps: Steps,
): FractionalPacking {
  const simplex = new Simplex([
    ...wanted.map((_, at) => 1e-7 * (1 + ((at * 7919) % 97) / 97)),
    ...cells.map(() => 1),
  ]);
  const share = wanted.map((_, at) => [at, 1] as const);
  const columns: ({ cell: number; pattern: Pattern } | undefined)[] = [undefined];
  const resources = cells.map((cell) => scarcest(model, cell, wanted));
  const height = wanted.length + cells.length;
  let values: readonly number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < mostRounds; round++) {
    let isBetter = simplex.enterSlack();
    if (simplex.enter(0, share, 1)) isBetter = true;
    const now = wanted.map(({ count }, at) => Math.max(0, simplex.prices[at] ?? 0) / count);
    const worth = wanted.reduce((sum, { count }, at) => sum + count * (now[at] ?? 0), 0);
    if (worth <= 0) break;
    let most = 0;
    for (const [cell, { nodes, free }] of cells.entries()) {
      const pods = podsOn(model, cells[cell], wanted, now);
      const found = fullestPattern(
        pods,
        resources[cell] ?? 0,
        free,
        apartOn(model, nodes[0] ?? -1),
        mostVisits,
      );
      if (!steps.take(2 + Math.ceil((height * height) / 500 + found.visits / 50))) return result(false);
      most += nodes.length * found.most;
      if (found.value <= Math.max(0, simplex.prices[wanted.length + cell] ?? 0) / nodes.length + 1e-9)
        continue;
      const { pattern } = found;
      const column = columns.push({ cell, pattern }) - 1;
      const rows = pattern.pods.map(([at, count]) => [at, -count / (wanted[at]?.count ?? 1)] as const);
      if (simplex.enter(column, [...rows, [wanted.length + cell, 1 / nodes.length]], 0)) isBetter = true;
    }
    if (most / worth < lowest) {
      lowest = most / worth;
      values = now;
    }
    if (lowest < 1 - 1e-6) return result(true);
    if (!isBetter || simplex.value >= 1 + 1e-6) break;
  }
  return result(false);

  function result(isImpossible: boolean): FractionalPacking {
    const parts = [...simplex.basic()].flatMap(([column, amount]) => {
      const found = columns[column];
      return found && amount > 1e-7 ? [{ ...found, amount }] : [];
    });
    return { times: simplex.value, values, isImpossible, parts };
  }
}

const mostRounds = 300;
const mostVisits = 2000;

/** Pods with a value that a node of the cell takes, those that keep apart from their equals once. */
export function podsOn(
  model: Model,
  cell: PackingCell | undefined,
  wanted: readonly Wanted[],
  values: readonly number[],
) {
  const [node = -1] = cell?.nodes ?? [];
  const block = model.blockOf[node] ?? -1;
  return wanted.flatMap(({ shape, count }, index) => {
    const value = values[index] ?? 0;
    if (!shape.takes[block] || value <= 0 || count <= 0) return [];
    return [{ index, shape, value, count: isApartOn(model, shape, shape, node) ? 1 : count }];
  });
}

/** The resource of which the pods ask for the largest part of what the nodes have that they may use. */
export function scarcest(model: Model, { nodes, free }: PackingCell, wanted: readonly Wanted[]): number {
  const block = model.blockOf[nodes[0] ?? -1] ?? -1;
  let found = 0;
  let highest = -1;
  for (const [resource, room] of free.entries()) {
    if (!Number.isFinite(room) || room <= 0) continue;
    const asked = wanted.reduce(
      (sum, { shape, count }) => sum + (shape.takes[block] ? (shape.requests[resource] ?? 0) * count : 0),
      0,
    );
    if (asked / room <= highest) continue;
    highest = asked / room;
    found = resource;
  }
  return found;
}
