import type { Clock } from "../../src/kube/clock.ts";

export interface SetClock extends Clock {
  /** Lets so many milliseconds go by; what is due is called in its order. */
  pass(milliseconds: number): void;
  /** When the next call is due; undefined where nobody waits. */
  next(): number | undefined;
}

/** A clock that only the test moves. */
export function setClock(): SetClock {
  let now = 0;
  let timers: { at: number; call: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, call) {
      const timer = { at: now + milliseconds, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    next() {
      const due = timers.map(({ at }) => at);
      return due.length === 0 ? undefined : Math.max(now, Math.min(...due));
    },
    pass(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.call();
      }
      now = end;
    },
  };
}
