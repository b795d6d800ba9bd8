import { describe, expect, test } from "vitest";
import { readInventory } from "../../src/inventory/read.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { inventoryDocument, pool } from "../support/inventories.ts";
import { withinCpu } from "../support/within-cpu.ts";

describe("a file made to take long", () => {
  test.each<[string, () => ValueMap[]]>([
    ["many pools", () => Array.from({ length: 20_000 }, (_, index) => ({ ...pool(), name: `p${index}` }))],
    [
      "many unknown products",
      () =>
        Array.from({ length: 1000 }, (_, index) => ({
          ...pool({ product: `${"x".repeat(50)}${index}` }),
          name: `p${index}`,
        })),
    ],
    [
      "many MIG profiles",
      () => {
        const profiles = Array.from({ length: 5000 }, (_, index) => [
          `${(index % 7) + 1}g.${100 + (index % 900)}gb`,
          1,
        ]);
        return [pool({ mig: { strategy: "mixed", devices: Object.fromEntries(profiles) } })];
      },
    ],
  ])("%s is told in a moment", async (_, pools) => {
    const { problems } = await withinCpu(5000, () => readInventory(inventoryDocument(pools())));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(1000);
  });
});
