import { type Clock, pause } from "../../src/kube/clock.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";

/** Milliseconds. As Flux has them: 35, 30 and 5 s. */
export interface LeaseTimes {
  /** So long after its last sign of life nobody else may take the Lease. */
  readonly duration: number;
  /** So long after ours we write no more; shorter, since what is on its way takes a moment. */
  readonly valid: number;
  readonly retry: number;
}

export const usualTimes: LeaseTimes = { duration: 35_000, valid: 30_000, retry: 5_000 };

export interface Moment {
  readonly local: number;
  readonly wall: number;
}

export interface TermSettings {
  /** Before the request by which the Lease became ours. */
  readonly since: Moment;
  readonly times: LeaseTimes;
  readonly clock: Clock;
  readonly wall: () => number;
  readonly renew: (signal: AbortSignal) => Promise<boolean>;
  readonly release: () => Promise<void>;
}

/** The time for which we lead. It ends for good when the Lease could not be renewed in time, however long we slept. */
export class Term {
  readonly #settings: TermSettings;
  readonly #over = new AbortController();
  readonly #stopping = new AbortController();
  readonly #renewing: Promise<void>;
  #since: Moment;
  #callOffEnd = () => {};

  constructor(settings: TermSettings) {
    this.#settings = settings;
    this.#since = settings.since;
    this.#arm();
    this.#renewing = this.#renew();
  }

  /** Aborted when it is over. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** For writes: see `ConnectOptions.mayWrite`. */
  readonly mayWrite = (): AbortSignal => {
    if (this.#elapsed() >= this.#settings.times.valid) this.#over.abort();
    if (this.#over.signal.aborted) throw new ClusterError("aborted", "another process may lead by now");
    return this.#over.signal;
  };

  /** Gives the Lease back. Whoever wrote must have ended. */
  async end(): Promise<void> {
    this.#callOffEnd();
    this.#stopping.abort();
    await this.#renewing;
    const isOurs = !this.#over.signal.aborted;
    this.#over.abort();
    if (isOurs) await this.#settings.release();
  }

  async #renew(): Promise<void> {
    const { clock, times, renew } = this.#settings;
    const { signal } = this.#stopping;
    while (!signal.aborted && !this.#over.signal.aborted) {
      await pause(clock, times.retry, signal);
      if (signal.aborted || this.#over.signal.aborted) return;
      const since = this.#moment();
      // One that hangs must not keep the next from being tried.
      const patience = new AbortController();
      const callOff = clock.after(times.valid / 3, () => patience.abort());
      const isRenewed = await renew(AbortSignal.any([signal, patience.signal])).finally(callOff);
      // Nothing revives a term that ran out meanwhile.
      if (!isRenewed || this.#elapsed() >= times.valid) continue;
      this.#since = since;
      this.#arm();
    }
  }

  #arm(): void {
    const { clock, times } = this.#settings;
    this.#callOffEnd();
    this.#callOffEnd = clock.after(Math.max(0, times.valid - this.#elapsed()), () => this.#over.abort());
  }

  #moment(): Moment {
    return { local: this.#settings.clock.now(), wall: this.#settings.wall() };
  }

  /** The local clock stands still while a virtual machine is suspended, and the other one may be set: the longer time counts. */
  #elapsed(): number {
    const { local, wall } = this.#moment();
    return Math.max(local - this.#since.local, wall - this.#since.wall);
  }
}
