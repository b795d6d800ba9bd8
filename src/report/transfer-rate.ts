import type { Clock } from "../kube/clock.ts";

/** How fast bytes have come of late, and what that means for the rest. */
export interface Speed {
  /** Bytes a second; undefined where too little was seen to tell. */
  readonly rate?: number;
  /** Seconds, of a known total. */
  readonly left?: number;
}

/** Downloads come in bursts, of one file after the other: a shorter time would jump about. */
const window = 60_000;
/** With less nobody can tell. */
const shortest = 5_000;

/** Makes the speed of one transfer out of what is told of it over time. */
export class TransferRate {
  readonly #clock: Pick<Clock, "now">;
  #samples: { at: number; done: number }[] = [];

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  tell(done: number): void {
    const at = this.#clock.now();
    // An attempt that begins anew has fewer bytes than before: its speed is its own.
    if (done < (this.#samples.at(-1)?.done ?? 0)) this.#samples = [];
    this.#samples.push({ at, done });
    // One that is older stays, as the beginning.
    while ((this.#samples[1]?.at ?? at) < at - window) this.#samples.shift();
  }

  speed(total: number | undefined): Speed {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return {};
    const seconds = (this.#clock.now() - first.at) / 1000;
    if (seconds * 1000 < shortest) return {};
    const rate = (last.done - first.done) / seconds;
    const isKnown = total !== undefined && total > last.done && rate > 0;
    return { rate, ...(isKnown ? { left: (total - last.done) / rate } : {}) };
  }
}
