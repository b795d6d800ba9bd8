import * as fc from "fast-check";
import { expect, test } from "vitest";
import { combinedVerdict } from "../../../src/plan/hardware/combined-verdict.ts";

test.each([
  ["fits", "fits", "fits", "fits"],
  ["fits", "fits", "fits-if-packed", "fits-if-packed"],
  ["fits", "does-not-fit", "does-not-fit", "does-not-fit"],
  ["fits", "contended", "fits-if-packed", "contended"],
  ["fits-if-packed", "fits", "fits", "fits-if-packed"],
  ["contended", "fits", "fits-if-packed", "fits-if-packed"],
  ["unknown", "fits", "fits", "unknown"],
  ["fits", "unknown", "fits", "unknown"],
] as const)("scheduled %s, running %s, at best %s: %s", (scheduled, running, most, verdict) => {
  expect(combinedVerdict(scheduled, running, most)).toBe(verdict);
});

test("where nothing is wrong with the GPUs, the scheduler's verdict stands", () => {
  const verdict = fc.constantFrom("fits", "fits-if-packed", "contended", "does-not-fit", "unknown" as const);
  fc.assert(
    fc.property(verdict, (each) => {
      expect(combinedVerdict(each, each, "fits")).toBe(each);
      expect(combinedVerdict(each, each, "fits-if-packed")).not.toBe("fits");
    }),
  );
});
