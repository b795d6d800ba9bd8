/**
 * Makes one variable as large as possible while columns come one by one: the simplex method with the inverse of the basis,
 * so that nobody needs to know all columns. Rows say what the sum of columns may be at most.
 */
export class Simplex {
  /** By row: what one more of it is worth now. */
  readonly prices: number[];
  /** By row, the inverse of the basis, and last what the basic variable of the row has. */
  readonly #lines: Float64Array[];
  readonly #basis: number[];
  #value = 0;

  constructor(most: readonly number[]) {
    const height = most.length;
    this.prices = most.map(() => 0);
    this.#basis = most.map(() => -1);
    this.#lines = most.map((amount, row) => {
      const line = new Float64Array(height + 1);
      line[row] = 1;
      line[height] = amount;
      return line;
    });
  }

  get value(): number {
    return this.#value;
  }

  /** By column: how much of it the basis has. */
  *basic(): Generator<[column: number, amount: number]> {
    for (const [row, column] of this.#basis.entries()) {
      if (column >= 0) yield [column, this.#lines[row]?.[this.prices.length] ?? 0];
    }
  }

  /** Leaves something of rows over of which less is worth more; a price below nothing is no price. */
  enterSlack(): boolean {
    let isBetter = false;
    for (const row of this.prices.keys()) {
      if ((this.prices[row] ?? 0) < -tiny && this.enter(-1, [[row, 1]], 0)) isBetter = true;
    }
    return isBetter;
  }

  /** Takes a column into the basis if that is worth anything; `objective` is what one of it is worth. */
  enter(
    column: number,
    amounts: readonly (readonly [row: number, amount: number])[],
    objective: number,
  ): boolean {
    let gain = objective;
    for (const [row, amount] of amounts) gain -= amount * (this.prices[row] ?? 0);
    if (gain <= tiny) return false;
    const height = this.prices.length;
    const entries = this.#lines.map((line) => {
      let sum = 0;
      for (const [row, amount] of amounts) sum += (line[row] ?? 0) * amount;
      return sum;
    });
    let leaving = -1;
    let lowest = Number.POSITIVE_INFINITY;
    for (const [row, entry] of entries.entries()) {
      if (entry <= tiny) continue;
      const ratio = (this.#lines[row]?.[height] ?? 0) / entry;
      if (ratio >= lowest) continue;
      leaving = row;
      lowest = ratio;
    }
    const pivot = this.#lines[leaving];
    if (!pivot) return false;
    const by = entries[leaving] ?? 1;
    for (let at = 0; at <= height; at++) pivot[at] = (pivot[at] ?? 0) / by;
    for (const [row, entry] of entries.entries()) {
      const line = this.#lines[row];
      if (row === leaving || entry === 0 || !line) continue;
      for (let at = 0; at <= height; at++) line[at] = (line[at] ?? 0) - entry * (pivot[at] ?? 0);
    }
    for (let row = 0; row < height; row++)
      this.prices[row] = (this.prices[row] ?? 0) + gain * (pivot[row] ?? 0);
    this.#value += gain * (pivot[height] ?? 0);
    this.#basis[leaving] = column;
    return true;
  }
}

const tiny = 1e-9;
