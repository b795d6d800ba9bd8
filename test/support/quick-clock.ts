import { type Clock, systemClock } from "../../src/kube/clock.ts";

/** A clock on which so much more time goes by: what waits for a minute takes a second at 60. */
export function quickClock(speed: number): Clock {
  return {
    now: () => systemClock.now() * speed,
    after: (milliseconds, callback) => systemClock.after(milliseconds / speed, callback),
  };
}
