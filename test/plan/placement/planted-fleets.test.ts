import { expect, test } from "vitest";
import { placementOf } from "../../../src/plan/placement/placement-of.ts";
import { faultsOf, isTrue } from "../../support/placement-checker.ts";
import { overfullFleet, plantedFleet } from "../../support/planted-fleet.ts";

const seed = Number(process.env.NIMOPS_SEED ?? 1);
/** The first three are the same in every run. */
const seeds = [1, 2, 3, seed, seed + 1];
const nearlyFull = { nodes: 100, fill: 97 };

test.each(seeds)("pods that nodes were cut into are placed again on 97 of 100 nodes, seed %i", (each) => {
  const problem = plantedFleet(each, nearlyFull);
  const { verdict, owners, packing } = placementOf(problem);
  expect(verdict).not.toBe("does-not-fit");
  for (const owner of owners) expect(["contended", "does-not-fit"]).not.toContain(owner.verdict);
  if (packing) expect(faultsOf(problem, packing)).toEqual([]);
});

test.each(seeds)("pods that fill all nodes are never said not to fit, seed %i", (each) => {
  const problem = plantedFleet(each, { nodes: 80, fill: 100 });
  const { verdict, owners, packing } = placementOf(problem);
  expect(verdict).not.toBe("does-not-fit");
  for (const owner of owners) expect(["contended", "does-not-fit"]).not.toContain(owner.verdict);
  if (packing) expect(faultsOf(problem, packing)).toEqual([]);
});

test.each(seeds)("one GPU too few is found out, with a bound that is true, seed %i", (each) => {
  const problem = overfullFleet(each, nearlyFull);
  const { verdict, owners, bound } = placementOf(problem);
  expect(verdict).toBe("does-not-fit");
  for (const owner of owners) expect(["fits-if-packed", "does-not-fit"]).not.toContain(owner.verdict);
  expect(bound && isTrue(problem, bound)).toBe(true);
});

test("less than 2 % of the services of nearly full fleets have no verdict", () => {
  const verdicts = [1, 2, 3].flatMap((each) => placementOf(plantedFleet(each, nearlyFull)).owners);
  const unknown = verdicts.filter(({ verdict }) => verdict === "unknown").length;
  expect(unknown / verdicts.length).toBeLessThan(0.02);
});
