import { expect, test } from "vitest";
import { parseBandwidth } from "../../../src/plan/caches/bandwidth.ts";

test.each([
  ["1Gbit", 125e6],
  ["10Gbps", 1.25e9],
  ["500 Mbit/s", 62.5e6],
  ["125MB/s", 125e6],
  ["1GiB/s", 2 ** 30],
  ["2.5Gbit/s", 312.5e6],
])("%s is %d bytes a second", (text, rate) => {
  expect(parseBandwidth(text, "--bandwidth")).toBe(rate);
});

test.each(["", "1", "fast", "0Gbit", "-1Gbit", "1e9bit", "1Gbit/h", "1Gi"])("%j is none", (text) => {
  expect(() => parseBandwidth(text, "--bandwidth")).toThrow("is no bandwidth");
});
