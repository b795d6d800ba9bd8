import type { Clock } from "../../src/kube/clock.ts";

export interface WorkQueueSettings {
  /** Works on what a key names; what it throws is told, and ends nothing. */
  readonly work: (key: string) => Promise<void>;
  readonly onError: (key: string, error: unknown) => void;
  /** So many at once. */
  readonly width: number;
  readonly clock: Clock;
}

/**
 * What is to be worked on, by key: never two at once for one key, and however often a key is woken while it waits, it is
 * worked on once. One that is woken while it is being worked on is worked on again.
 */
export class WorkQueue {
  readonly #settings: WorkQueueSettings;
  readonly #due = new Set<string>();
  readonly #timers = new Map<string, { readonly at: number; readonly callOff: () => void }>();
  readonly #running = new Map<string, Promise<void>>();
  #isStopped = false;

  constructor(settings: WorkQueueSettings) {
    this.#settings = settings;
  }

  /** Keys that wait for their turn. */
  get depth(): number {
    return this.#due.size;
  }

  /** Where it is to be woken already, the earlier moment counts. */
  wake(key: string, inMilliseconds = 0): void {
    if (this.#isStopped) return;
    const { clock } = this.#settings;
    const at = clock.now() + inMilliseconds;
    const timer = this.#timers.get(key);
    if (this.#due.has(key) || (timer && timer.at <= at)) return;
    timer?.callOff();
    if (inMilliseconds <= 0) {
      this.#timers.delete(key);
      this.#due.add(key);
      // Not at once: whoever wakes a key may wake it again in the same breath.
      queueMicrotask(() => this.#start());
      return;
    }
    // Node takes a longer time for none.
    const callOff = clock.after(Math.min(inMilliseconds, longestTimer), () => {
      this.#timers.delete(key);
      this.#due.add(key);
      this.#start();
    });
    this.#timers.set(key, { at, callOff });
  }

  /** It is not worked on any more, unless it is woken again. */
  forget(key: string): void {
    this.#due.delete(key);
    this.#timers.get(key)?.callOff();
    this.#timers.delete(key);
  }

  /** Nothing new is begun; resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#due.clear();
    for (const { callOff } of this.#timers.values()) callOff();
    this.#timers.clear();
    await Promise.all(this.#running.values());
  }

  #start(): void {
    for (const key of this.#due) {
      if (this.#isStopped || this.#running.size >= this.#settings.width) return;
      if (this.#running.has(key)) continue;
      this.#due.delete(key);
      this.#running.set(key, this.#run(key));
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#settings.work(key);
    } catch (error) {
      this.#settings.onError(key, error);
    } finally {
      this.#running.delete(key);
      this.#start();
    }
  }
}

const longestTimer = 2 ** 31 - 1;
