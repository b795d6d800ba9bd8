import { expect, test } from "vitest";
import { dataSize } from "../../../src/report/plan-view/data-size.ts";
import { timeSpan } from "../../../src/report/plan-view/time-span.ts";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1 KiB"],
  [128_849_018_880, "120 GiB"],
  [9e9, "8.4 GiB"],
  [1024 ** 4 * 1.5, "1.5 TiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(dataSize(bytes)).toBe(text);
});

test.each([
  [0, "0 s"],
  [89.4, "89 s"],
  [90, "2 min"],
  [3570, "1 h"],
  [3900, "1 h 5 min"],
])("%d seconds are %s", (seconds, text) => {
  expect(timeSpan(seconds)).toBe(text);
});
