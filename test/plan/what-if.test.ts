import * as fc from "fast-check";
import { expect, test } from "vitest";
import { completePool } from "../../src/inventory/complete.ts";
import { formatWhatIf, parseWhatIf, withNodes } from "../../src/plan/what-if.ts";
import { UserError } from "../../src/user-error.ts";
import { inventoryOf } from "../support/demanded-pods.ts";
import { nodesOf, pool } from "../support/inventories.ts";

const inventory = inventoryOf([
  pool(),
  pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s", nodes: { min: 1, max: 4 } }),
]);
const nodes = (texts: readonly string[]) =>
  withNodes(inventory, parseWhatIf(texts)).nodePools.map((each) => each.nodes);

test("nodes come and go", () => {
  expect(nodes(["h100=+2"])).toEqual([
    { min: 4, max: 4 },
    { min: 1, max: 4 },
  ]);
  expect(nodes(["h100=-1,l40s=+1", "l40s=+1"])).toEqual([
    { min: 1, max: 1 },
    { min: 3, max: 6 },
  ]);
  expect(nodes(["h100=-2"])[0]).toEqual({ min: 0, max: 0 });
});

test("new nodes have names of their own", () => {
  const named = inventoryOf([pool({}, { nodeNames: ["a", "b"] })]);
  const [more] = withNodes(named, parseWhatIf(["h100=+1"])).nodePools;
  expect(more && nodesOf(completePool(more)).map(({ name }) => name)).toEqual(["a", "b", "h100-3"]);
});

test("what was written is read again", () => {
  const changes = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), fc.integer({ min: -9, max: 9 }), {
    minKeys: 1,
  });
  fc.assert(
    fc.property(changes, (pools) => {
      const map = new Map(Object.entries(pools));
      expect(parseWhatIf([formatWhatIf(map)])).toEqual(map);
    }),
  );
});

test("an unknown pool is told with the one that was meant", () => {
  const told = () => withNodes(inventory, parseWhatIf(["h10=+2"]));
  expect(told).toThrow('--what-if names the pool "h10", which the inventory prod does not have');
  expect(told).toThrow(UserError);
  try {
    told();
  } catch (error) {
    expect(error).toMatchObject({ help: "did you mean h100? its pools are h100, l40s" });
  }
});

test.each(["h100", "h100=2", "h100=+x", "=+1", "h100=+1e9", "", "__proto__"])(
  "%j is not understood",
  (text) => {
    expect(() => parseWhatIf([text])).toThrow("is not understood");
  },
);

test("no more nodes go than there are, nor come more than anybody has", () => {
  expect(() => nodes(["h100=-3"])).toThrow("takes 3 nodes from the pool h100, which has 2");
  expect(() => nodes(["h100=+99999"])).toThrow("10000 are the most");
  expect(() => nodes(["__proto__=+1"])).toThrow("does not have");
});
