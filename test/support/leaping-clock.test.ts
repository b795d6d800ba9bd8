import { expect, test } from "vitest";
import { leapingClock } from "./leaping-clock.ts";

test("what is due within a leap is called at once and only once, the rest waits on, and what was called off never comes", () => {
  const clock = leapingClock();
  const called: string[] = [];
  clock.after(60_000, () => called.push("a minute"));
  clock.after(7_200_000, () => called.push("two hours"));
  clock.after(60_000, () => called.push("never"))();
  const before = clock.now();
  clock.leap(3_600_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
  expect(called).toEqual(["a minute"]);
  clock.leap(3_600_000);
  expect(called).toEqual(["a minute", "two hours"]);
});
