import { expect, test } from "vitest";
import { placementOf } from "../../src/plan/placement/placement-of.ts";
import { problemOf } from "../../src/plan/problem-of.ts";
import { restrictedProblem } from "../../src/plan/restricted-problem.ts";
import { demandFor, inventoryOf, podDemand } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";

const inventory = inventoryOf([pool({}, { name: "good", nodes: 1 }), pool({}, { name: "unfit", nodes: 1 })]);
const large = podDemand({ requests: { "nvidia.com/gpu": "8" } });
const { problem } = problemOf(demandFor([large], [large]), inventory, "minimum");

test("pods keep away from a pool that nothing else tells from another", () => {
  expect(placementOf(problem).verdict).toBe("fits");
  const restricted = restrictedProblem(problem, (group, name) => group === 0 && name === "unfit");
  expect(restricted.nodes.map(({ class: of }) => of)).toEqual([0, 1]);
  expect(restricted.groups.map(({ allowed }) => allowed)).toEqual([
    [true, false],
    [true, true],
  ]);
  expect(placementOf(restricted).verdict).toBe("fits-if-packed");
});

test("where nobody keeps away it is the same problem", () => {
  expect(placementOf(restrictedProblem(problem, () => false))).toEqual(placementOf(problem));
});

test("a pool that nobody may use is as if it were not there", () => {
  const restricted = restrictedProblem(problem, (_, name) => name === "unfit");
  expect(placementOf(restricted).owners.map(({ verdict }) => verdict)).toEqual(["contended", "contended"]);
});
