import { expect, test } from "vitest";
import { completePool } from "../../src/inventory/complete.ts";
import { namedLike } from "../../src/inventory/named-like.ts";
import { readInventory } from "../../src/inventory/read.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { inventoryDocument, pool } from "../support/inventories.ts";
import { withinCpu } from "../support/within-cpu.ts";

const poolsOf = (...pools: ValueMap[]) => {
  const { inventory } = readInventory(inventoryDocument(pools));
  return (inventory?.nodePools ?? []).map(completePool);
};

test("a pool has the name that its nodes have in the file", () => {
  const found = poolsOf(pool({}, { name: "h100-sxm", nodeNames: ["big-1", "big-2"] }));
  const [named] = namedLike(found, poolsOf(pool({}, { name: "big" })));
  expect(named).toMatchObject({ name: "big", nodeNames: [] });
});

test("a file with pools of many nodes takes no longer", async () => {
  const known = poolsOf(
    ...Array.from({ length: 1000 }, (_, index) => pool({}, { name: `p${index}`, nodes: 10_000 })),
  );
  const found = poolsOf(pool({}, { name: "h100", nodeNames: ["p999-9999", "p999-10000"] }));
  const [named] = await withinCpu(2000, () => namedLike(found, known));
  expect(named?.name).toBe("p999");
});
