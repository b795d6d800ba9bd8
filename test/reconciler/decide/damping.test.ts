import fc from "fast-check";
import { expect, test } from "vitest";
import { nextCorrection, recent } from "../../../reconciler/decide/damping.ts";

const start = Date.parse("2026-11-21T12:00:00Z");
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();

test("the first three corrections of an hour are made at once", () => {
  expect(nextCorrection([], start)).toBe(start);
  expect(nextCorrection([at(0), at(1)], start + 2)).toBe(start + 2);
});

test("from then on each waits twice as long, half an hour at most", () => {
  const corrected = [at(0), at(0), at(0)];
  expect(nextCorrection(corrected, start)).toBe(start + 30_000);
  expect(nextCorrection([...corrected, at(0)], start)).toBe(start + 60_000);
  expect(
    nextCorrection(
      Array.from({ length: 10 }, () => at(0)),
      start,
    ),
  ).toBe(start + 30 * 60_000);
});

test("what was corrected an hour ago does not count any more", () => {
  expect(nextCorrection([at(0), at(0), at(0)], start + 3_600_001)).toBe(start + 3_600_001);
});

test("a clock that was set back holds nothing up for longer than an hour", () => {
  const future = [at(7_200_000), at(7_200_000), at(7_200_000)];
  expect(recent(future, start)).toEqual([]);
});

test("whoever fights, there are at most 12 corrections in an hour", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 200 }), (gaps) => {
      let [now, inHour] = [start, 0];
      let corrected: string[] = [];
      for (const gap of gaps) {
        now += gap;
        if (now - start > 3_600_000) break;
        if (nextCorrection(corrected, now) > now) continue;
        corrected = [...corrected, new Date(now).toISOString()].slice(-10);
        inHour += 1;
      }
      expect(inHour).toBeLessThanOrEqual(12);
    }),
  );
});
