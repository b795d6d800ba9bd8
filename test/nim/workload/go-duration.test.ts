import { expect, test } from "vitest";
import { goDuration } from "../../../src/nim/workload/go-duration.ts";
import { withinCpu } from "../../support/within-cpu.ts";

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
  ["9223372036854775807ns", "2562047h47m16.854775807s"],
  ["9223372036854775808ns", "9223372036854775808ns"],
  ["-9223372036854775808ns", "-2562047h47m16.854775808s"],
  ["", ""],
])("Go writes %s as %s", (text, written) => {
  expect(goDuration(text)).toBe(written);
});

test.each(["", "x", "ns", ".s"])("a million digits with %j behind them are looked at once", async (end) => {
  const text = `${"1".repeat(1_000_000)}${end}`;
  expect(await withinCpu(2_000, () => goDuration(text))).toBe(text);
});
