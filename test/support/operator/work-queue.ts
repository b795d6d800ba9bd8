/** Seconds after which the same object is to be looked at again; undefined where events will tell. */
export type Again = number | undefined;

/**
 * Works off keys, each of them by one worker at a time; a key that fails comes again with controller-runtime's back-off
 * of 5 ms, doubled each time. Source: client-go util/workqueue, DefaultTypedControllerRateLimiter.
 */
export class WorkQueue {
  readonly #work: (key: string) => Promise<Again>;
  /** All waits that the operator asks for are divided by this; the back-off ends that much earlier. */
  readonly #faster: number;
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(work: (key: string) => Promise<Again>, faster: number) {
    this.#work = work;
    this.#faster = faster;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#waiting.add(key);
    this.#next();
  }

  /** Whether a key that passes is being worked on, or is next; not whether one will come again later. */
  isBusyWith(passes: (key: string) => boolean): boolean {
    return [...this.#waiting, ...this.#running.keys()].some(passes);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#waiting.clear();
    await Promise.all(this.#running.values());
  }

  #next(): void {
    for (const key of this.#waiting) {
      if (this.#running.size >= workers) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.set(key, this.#run(key));
    }
  }

  async #run(key: string): Promise<void> {
    try {
      const again = await this.#work(key);
      this.#failures.delete(key);
      if (again !== undefined) this.#addAfter(key, (again * 1000) / this.#faster);
    } catch {
      const failures = this.#failures.get(key) ?? 0;
      this.#failures.set(key, failures + 1);
      this.#addAfter(key, Math.min(5 * 2 ** failures, 1_000_000 / this.#faster));
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }

  #addAfter(key: string, milliseconds: number): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.add(key);
    }, milliseconds);
    timer.unref();
    this.#timers.add(timer);
  }
}

/** The real operator has one for each kind; more let many namespaces of tests proceed beside each other. */
const workers = 8;
