import { expect, test } from "vitest";
import { goDuration } from "../../../src/nim/workload/go-duration.ts";

/** What Go's time.ParseDuration(…).String() gave. */
test.each([
  ["0", "0s"],
  ["-0s", "0s"],
  ["200ms", "200ms"],
  ["0.2s", "200ms"],
  [".5us", "500ns"],
  ["1500ns", "1.5µs"],
  ["60s", "1m0s"],
  ["90m", "1h30m0s"],
  ["1h0.25s", "1h0m0.25s"],
  ["-1.5h", "-1h30m0s"],
  ["+100h", "100h0m0s"],
  ["1day", "1day"],
  ["", ""],
])("Go writes %s as %s", (text, written) => {
  expect(goDuration(text)).toBe(written);
});
