export interface WindowLimits {
  readonly minute: number;
  readonly hour: number;
}

/** Milliseconds. */
const minute = 60_000;
const hour = 60 * minute;

/** How many calls were made lately: no more than so many in any minute and in any hour, whenever they begin. */
export class Window {
  readonly #limits: WindowLimits;
  /** When calls were made in the last hour, oldest first. */
  readonly #calls: number[];

  /** @param calls those that may have been made before, oldest first */
  constructor(limits: WindowLimits, calls: readonly number[] = []) {
    this.#limits = limits;
    this.#calls = [...calls];
  }

  spend(now: number): void {
    this.#forget(now);
    this.#calls.push(now);
  }

  /** Whether no call counts any more. */
  isEmpty(now: number): boolean {
    this.#forget(now);
    return this.#calls.length === 0;
  }

  /**
   * Milliseconds until one more call may be made.
   *
   * @param share the part of the limits that it may use up: less than 1 leaves something for calls that matter more
   */
  wait(now: number, share = 1): number {
    this.#forget(now);
    return Math.max(
      this.#waitWithin(minute, this.#limits.minute * share, now),
      this.#waitWithin(hour, this.#limits.hour * share, now),
    );
  }

  #waitWithin(span: number, limit: number, now: number): number {
    const most = Math.max(1, Math.floor(limit));
    // The one that has to be over before there is room.
    const holds = this.#calls[this.#calls.length - most];
    return holds === undefined ? 0 : Math.max(0, holds + span - now);
  }

  #forget(now: number): void {
    const first = this.#calls.findIndex((at) => at + hour > now);
    this.#calls.splice(0, first === -1 ? this.#calls.length : first);
  }
}

/**
 * The calls that a process before us may have made: half of a minute's just now, and half of an hour's, spread over it.
 * Nobody kept count of them, and GitHub still does; it tells where there were more.
 */
export function presumedCalls(limits: WindowLimits, now: number): number[] {
  const inHour = Math.floor(limits.hour / 2);
  const inMinute = Math.floor(limits.minute / 2);
  const spread = Array.from(
    { length: Math.max(0, inHour - inMinute) },
    (_, index) => now - hour + (index + 1) * ((hour - minute) / Math.max(1, inHour - inMinute)),
  );
  return [...spread, ...Array.from({ length: inMinute }, () => now)];
}
