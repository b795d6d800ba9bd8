/** Growing waits between tries, each somewhere in the upper half of its range so that many clients do not come at once. */
export class BackOff {
  readonly #first: number;
  readonly #longest: number;
  readonly #random: () => number;
  #tries = 0;

  constructor(first: number, longest: number, random: () => number) {
    this.#first = first;
    this.#longest = longest;
    this.#random = random;
  }

  /** Milliseconds to wait before the next try, and no less than `atLeast`. */
  next(atLeast = 0): number {
    const range = Math.min(this.#longest, this.#first * 2 ** Math.min(this.#tries, 20));
    this.#tries += 1;
    const jittered = range * (0.5 + this.#random() / 2);
    // What a server asks for is a minimum; clients that were all told the same must not come back together.
    return atLeast > 0 ? atLeast + this.#random() * this.#first : jittered;
  }

  reset(): void {
    this.#tries = 0;
  }
}
