import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Trial } from "../../../src/plan/advice/trial.ts";
import { demandFor, inventoryOf, podDemand } from "../../support/demanded-pods.ts";

const inventory = inventoryOf();
const demand = demandFor([podDemand()]);
const asking = (number: number) => ({
  demand: { ...demand, quotas: Array.from({ length: number }, () => quota) },
});
const quota = { name: "n", namespace: "models", hard: {}, counts: () => false };

test("the smallest number that suffices is found, in few trials", () => {
  const numbers = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(numbers, numbers, (wanted, most) => {
      let plans = 0;
      const judge = (_: unknown, { quotas }: { quotas: readonly unknown[] }) => {
        plans++;
        return quotas.length >= wanted ? ("fits" as const) : ("does-not-fit" as const);
      };
      const found = new Trial(judge, inventory, demand, "does-not-fit", 100).smallest(most, asking);
      expect(found).toEqual(wanted <= most ? { number: wanted, verdict: "fits" } : undefined);
      expect(plans).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(most + 1)) + 2);
    }),
  );
});

test("nothing is planned more often than allowed, and nothing half found is told", () => {
  let plans = 0;
  const trial = new Trial(
    (_, { quotas }) => {
      plans++;
      return quotas.length >= 50 ? "fits" : "does-not-fit";
    },
    inventory,
    demand,
    "does-not-fit",
    4,
  );
  expect(trial.smallest(64, asking)).toBeUndefined();
  expect(trial.with({})).toBeUndefined();
  expect(plans).toBe(4);
});

test("what fits if packed is to fit in any order", () => {
  const of = (now: "does-not-fit" | "fits-if-packed") =>
    new Trial(() => "fits-if-packed", inventory, demand, now, 1).with({});
  expect(of("does-not-fit")).toBe("fits-if-packed");
  expect(of("fits-if-packed")).toBeUndefined();
});
