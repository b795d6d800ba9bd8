import * as fc from "fast-check";
import { expect, test } from "vitest";
import { bestEffort, podsPlaced } from "../../src/plan/best-effort.ts";
import { problemOf } from "../../src/plan/problem-of.ts";
import { demandFor, inventoryOf, podDemand } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";

const counts = (number: number) => ({ minimum: number, maximum: number, nodeLost: number, rollout: number });
const pods = (gpus: number, number: number, priority = 0) =>
  podDemand({ requests: { "nvidia.com/gpu": String(gpus) }, count: counts(number), priority });

test("the most important and then the largest come first; what has no room is left out", () => {
  const demand = demandFor([pods(1, 9)], [pods(8, 1)], [pods(2, 1, 5)]);
  const placement = problemOf(demand, inventoryOf([pool({}, { nodes: 2 })]), "minimum");
  const packing = bestEffort(placement, [0, 1, 2]);
  expect([...podsPlaced(packing)].sort()).toEqual([
    [0, 6],
    [1, 1],
    [2, 1],
  ]);
});

test("no node ever holds more than it has, and only what has no room is left out", () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 6 })), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 4 }), (groups, nodes) => {
      const demand = demandFor(...groups.map(([gpus, number]) => [pods(gpus, number)]));
      const placement = problemOf(demand, inventoryOf([pool({}, { nodes })]), "minimum");
      const packing = bestEffort(placement, [...groups.keys()]);
      const used = Array.from({ length: nodes }, (_, node) =>
        [...(packing.get(node) ?? [])].reduce(
          (sum, [group, count]) => sum + (groups[group]?.[0] ?? 0) * count,
          0,
        ),
      );
      expect(Math.max(...used)).toBeLessThanOrEqual(8);
      const placed = podsPlaced(packing);
      for (const [group, [gpus, number]] of groups.entries()) {
        const isWhole = (placed.get(group) ?? 0) === number;
        expect(isWhole || used.every((gone) => 8 - gone < gpus)).toBe(true);
      }
    }),
  );
});
