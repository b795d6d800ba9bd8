/** Time as the program sees it; tests hand in one that they move themselves. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls back once after some milliseconds; the function that it returns calls that off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Waits; ends early, without an error, when the signal is aborted. */
export function pause(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      callOff();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const callOff = clock.after(milliseconds, finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
