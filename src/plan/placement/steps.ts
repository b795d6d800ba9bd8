/** How far a search may go: counted, never timed, so that the same input has the same answer everywhere. */
export class Steps {
  #left: number;
  readonly #whole: Steps | undefined;

  /** A part of `whole` ends with it. */
  constructor(limit: number, whole?: Steps) {
    this.#left = limit;
    this.#whole = whole;
  }

  /** Whether there was so much left to take. */
  take(count = 1): boolean {
    if (this.#left < count || this.#whole?.take(count) === false) {
      this.#left = 0;
      return false;
    }
    this.#left -= count;
    return true;
  }

  get isOver(): boolean {
    return this.#left <= 0;
  }
}
