import { expect, test } from "vitest";
import { endingVerdict } from "../../src/plan/ending-verdict.ts";

test.each([
  ["fits", "fits"],
  ["fits-if-packed", "fits-if-packed"],
  ["contended", "fits-if-packed"],
  ["does-not-fit", "does-not-fit"],
  ["unknown", "unknown"],
] as const)(
  "a job that %s while everything runs %s beside services, which it can precede",
  (rollout, verdict) => {
    expect(endingVerdict(rollout)).toBe(verdict);
  },
);
