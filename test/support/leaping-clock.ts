import { type Clock, systemClock } from "../../src/kube/clock.ts";

export interface LeapingClock extends Clock {
  /** So many milliseconds go by at once; what is due by then is called. */
  leap(milliseconds: number): void;
}

/** The clock of the system, but for what a test lets go by: limits may be as long as they like, and still end. */
export function leapingClock(): LeapingClock {
  let ahead = 0;
  const now = () => systemClock.now() + ahead;
  const waiting = new Set<() => void>();
  return {
    now,
    after(milliseconds, call) {
      const due = now() + milliseconds;
      let callOff = () => {};
      const wait = () => {
        callOff();
        if (due <= now()) finish();
        else callOff = systemClock.after(due - now(), finish);
      };
      const finish = () => {
        waiting.delete(wait);
        call();
      };
      waiting.add(wait);
      callOff = systemClock.after(milliseconds, finish);
      return () => {
        waiting.delete(wait);
        callOff();
      };
    },
    leap(milliseconds) {
      ahead += milliseconds;
      for (const wait of [...waiting]) wait();
    },
  };
}
