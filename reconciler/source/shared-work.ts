/** Work that several may wait for. It is called off when none of them waits any more. */
export class SharedWork<T> {
  readonly #callOff = new AbortController();
  readonly #done: Promise<T>;
  #waiting = 0;
  #isGivenUp = false;
  #state: "going" | "done" | "failed" = "going";

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#done = work(this.#callOff.signal);
    this.#done.then(
      () => {
        this.#state = "done";
      },
      () => {
        this.#state = "failed";
      },
    );
  }

  get isDone(): boolean {
    return this.#state === "done";
  }

  /** Whether who comes now may wait for it: it goes well, and nobody has found it too long. */
  get isPromising(): boolean {
    return this.isDone || (this.#state === "going" && !this.isCalledOff && !this.#isGivenUp);
  }

  /** Then it says nothing of what was to be done. */
  get isCalledOff(): boolean {
    return this.#callOff.signal.aborted;
  }

  /** Its result, or the reason of the signal, whichever comes first. Who leaves last sees it end. */
  async wait(signal?: AbortSignal): Promise<T> {
    this.#waiting += 1;
    try {
      return await until(this.#done, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#state === "going") this.#isGivenUp = true;
      if (this.#waiting === 0 && this.#state === "going") {
        this.#callOff.abort();
        await this.settled();
      }
    }
  }

  /** When it has ended, in whatever way; who waits for that alone does not keep it going. */
  settled(signal?: AbortSignal): Promise<void> {
    return until(
      this.#done.then(
        () => {},
        () => {},
      ),
      signal,
    );
  }
}

function until<T>(done: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return done;
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) return leave();
    signal.addEventListener("abort", leave, { once: true });
    done.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
