import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nodeIndexOf, nodeNamesOf } from "../../src/inventory/node-names.ts";
import { anyInventory } from "../support/inventories.ts";

test("a node is found by its name as in the list of all", () => {
  fc.assert(
    fc.property(anyInventory, ({ nodePools }) => {
      for (const pool of nodePools) {
        const names = nodeNamesOf(pool);
        const indexOf = nodeIndexOf(pool);
        const others = [`${pool.name}-0`, `${pool.name}-01`, `${pool.name}-${names.length + 1}`, pool.name];
        for (const name of [...names, ...pool.nodeNames, ...others]) {
          const index = names.indexOf(name);
          expect(indexOf(name)).toBe(index === -1 ? undefined : index);
        }
      }
    }),
  );
});

test("generated names are found, and only as they are written", () => {
  const indexOf = nodeIndexOf({ name: "h100", nodes: { min: 1, max: 3 }, nodeNames: ["a"] });
  expect(["a", "h100-1", "h100-2", "h100-3", "h100-4", "h100-02", "h100"].map(indexOf)).toEqual([
    0,
    undefined,
    1,
    2,
    undefined,
    undefined,
    undefined,
  ]);
});
