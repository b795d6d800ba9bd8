import { describe, expect, test } from "vitest";
import { placementOf } from "../../../src/plan/placement/placement-of.ts";
import { haveGolden, noGolden } from "../../support/golden.ts";
import { recordedFleets } from "../../support/recorded-fleets.ts";

const fleets = recordedFleets();

test("the recorded fleets are there", ({ skip }) => {
  if (!haveGolden && process.env.CI) expect.fail(noGolden);
  skip(!haveGolden, noGolden);
  expect(fleets.length).toBeGreaterThanOrEqual(24);
});

describe.skipIf(!haveGolden)("the verdicts of fleets that a real scheduler was given", () => {
  test.each(fleets)("$name", ({ truth, services, minimum, maximum }) => {
    const placement = placementOf(minimum);
    const said = Object.fromEntries(services.map((name, owner) => [name, placement.owners[owner]?.verdict]));
    expect(said).toEqual(
      Object.fromEntries(Object.entries(truth.services).map(([name, { verdict }]) => [name, verdict])),
    );
    expect(placement.verdict).toBe(truth.verdict);
    expect(placement.packing !== undefined).toBe(truth.packing !== undefined);

    const atMaximum = placementOf(maximum);
    services.forEach((name, owner) => {
      const { verdictAtMaximum } = truth.services[name] ?? {};
      if (verdictAtMaximum) expect(atMaximum.owners[owner]?.verdict).toBe(verdictAtMaximum);
    });
  });
});
