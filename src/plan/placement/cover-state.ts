import type { Pattern } from "./blocking.ts";
import type { Fleet } from "./fleet.ts";
import type { CellPattern } from "./fractional-cover.ts";
import { isNearEquals } from "./model.ts";
import type { Blocker, StrandingTask } from "./stranding-task.ts";

/** Nodes that are blocked so far, and what is left of the blockers and quotas. */
export class CoverState {
  readonly task: StrandingTask;
  readonly fleet: Fleet;
  /** By row. */
  readonly left: number[];
  /** By node, the longest blocked first. */
  readonly #blocked = new Map<number, CellPattern>();

  constructor(task: StrandingTask, start: Fleet, left: readonly number[]) {
    this.task = task;
    this.left = [...left];
    this.fleet = start.copy();
  }

  get blocked(): ReadonlyMap<number, CellPattern> {
    return this.#blocked;
  }

  /** False where there are not so many left, or where their rules keep them out. */
  block(node: number, pattern: CellPattern): boolean {
    const { blockers } = this.task;
    if (pattern.rows.some(([row, amount]) => amount > (this.left[row] ?? 0))) return false;
    if (pattern.pods.some(([index]) => this.isKeptOut(blockers[index], node))) return false;
    this.#move(node, pattern, 1);
    this.#blocked.set(node, pattern);
    return true;
  }

  free(node: number): CellPattern | undefined {
    const pattern = this.#blocked.get(node);
    if (!pattern) return undefined;
    this.#move(node, pattern, -1);
    this.#blocked.delete(node);
    return pattern;
  }

  freeAll(): void {
    for (const node of [...this.#blocked.keys()]) this.free(node);
  }

  isKeptOut(blocker: Blocker | undefined, node: number): boolean {
    if (!blocker?.shape.isRuled) return false;
    const { shape } = blocker;
    return !this.fleet.keepsApart(shape, node) || (isNearEquals(shape) && !this.fleet.isNear(shape, node));
  }

  #move(node: number, { rows, pods }: CellPattern, sign: 1 | -1): void {
    for (const [row, amount] of rows) this.left[row] = (this.left[row] ?? 0) - sign * amount;
    for (const [index, count] of pods) {
      const shape = this.task.blockers[index]?.shape;
      if (shape) this.fleet.put(shape, node, sign * count);
    }
  }
}

/** What a pattern takes of all rows. */
export function withRows({ blockers, limits }: StrandingTask, { pods }: Pattern): CellPattern {
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
