import fc from "fast-check";
import { expect, test } from "vitest";
import { backOff } from "../../../reconciler/outbox/back-off.ts";
import { presumedCalls, Window } from "../../../reconciler/outbox/window.ts";

const minute = 60_000;
const hour = 60 * minute;

test("a window is never overstepped, in no minute and in no hour, and always lets one in at last", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 200 }),
      (perMinute, perHour, gaps) => {
        const window = new Window({ minute: perMinute, hour: perHour });
        const calls: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          const wait = window.wait(now);
          expect(wait).toBeLessThanOrEqual(hour);
          now += wait;
          expect(window.wait(now)).toBe(0);
          window.spend(now);
          calls.push(now);
        }
        for (const end of calls) {
          const within = (span: number) => calls.filter((at) => at > end - span && at <= end).length;
          expect(within(minute)).toBeLessThanOrEqual(perMinute);
          expect(within(hour)).toBeLessThanOrEqual(perHour);
        }
      },
    ),
  );
});

test("those who may use up a part of it leave the rest to the others", () => {
  const window = new Window({ minute: 4, hour: 100 });
  for (let n = 0; n < 3; n++) window.spend(n);
  expect(window.wait(10, 0.75)).toBe(minute - 10);
  expect(window.wait(10)).toBe(0);
});

test("after a start half of a minute and half of an hour count as used", () => {
  const limits = { minute: 50, hour: 400 };
  const window = new Window(limits, presumedCalls(limits, 5 * hour));
  let free = 0;
  for (; window.wait(5 * hour) === 0; free++) window.spend(5 * hour);
  expect(free).toBe(25);
});

test("tries after failures come ever later, up to five minutes, and not all at once", () => {
  expect([1, 2, 3, 9, 99].map((failures) => backOff(failures, () => 0))).toEqual([
    1000, 2000, 4000, 256_000, 300_000,
  ]);
  expect(backOff(9, () => 0.999)).toBeGreaterThan(128_000);
});
