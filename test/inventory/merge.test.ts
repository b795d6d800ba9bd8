import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Inventory, NodePool } from "../../src/inventory/inventory.ts";
import { mergedInventory } from "../../src/inventory/merge.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { documentOf } from "../../src/inventory/write.ts";
import { anyInventory } from "../support/inventories.ts";

const pool = (changes: Partial<NodePool> = {}): NodePool => ({
  name: "h100",
  nodes: { min: 2, max: 2 },
  nodeNames: [],
  labels: {},
  taints: [],
  allocatable: {},
  reserved: {},
  unschedulable: false,
  gpu: { product: "NVIDIA-H100-80GB-HBM3", count: 8 },
  ...changes,
});

const generated = (nodePools: readonly NodePool[]) => ({
  inventory: {
    name: "prod",
    scheduler: {},
    nodePools,
    storageClasses: [],
    quotas: [],
    components: {},
    generatedFrom: { source: "cluster-api" },
  } satisfies Inventory,
  sources: new Map(nodePools.map(({ name }) => [name, `MachineDeployment fleet/${name}`])),
});

const written = (...pools: NodePool[]) => mergedInventory(undefined, generated(pools)).text;

test("what is generated reads back as it was, and again gives the same bytes", () => {
  fc.assert(
    fc.property(anyInventory, ({ nodePools }) => {
      const unique = nodePools.filter(
        ({ name }, index) => nodePools.findIndex((other) => other.name === name) === index,
      );
      const first = generated(unique);
      const { text } = mergedInventory(undefined, first);
      expect(readInventory(parse(text, { version: "1.1" })).inventory).toEqual(
        readInventory(JSON.parse(JSON.stringify(documentOf(first.inventory)))).inventory,
      );
      expect(mergedInventory(text, first)).toEqual({ text, removed: [], kept: [] });
    }),
    { numRuns: 100 },
  );
});

describe("into a file that has been edited", () => {
  test("comments, pools and fields by hand stay", () => {
    const edited = written(pool())
      .replace("  nodePools:\n", "  # ours\n  nodePools:\n    # lent\n    - name: old\n      nodes: 1\n")
      .replace("        count: 8\n", "        count: 8 # checked\n        nvlink: none\n");
    const { text } = mergedInventory(edited, generated([pool({ nodes: { min: 2, max: 5 } })]));
    expect(text).toBe(edited.replace("nodes: 2", "nodes:\n        min: 2\n        max: 5"));
  });

  test("generated fields follow the source, also when they go", () => {
    const before = written(pool({ zone: "a", labels: { team: "x" } }));
    const { text } = mergedInventory(before, generated([pool({ zone: "b" })]));
    expect(parse(text).spec.nodePools).toEqual(
      documentOf(generated([pool({ zone: "b" })]).inventory).spec.nodePools,
    );
  });

  test("a field that was taken out of the comment is kept by hand, and told", () => {
    const edited = written(pool())
      .replace("nodes, gpu.product", "gpu.product")
      .replace("nodes: 2", "nodes: 7");
    const { text, kept } = mergedInventory(edited, generated([pool()]));
    expect(text).toBe(edited);
    expect(kept).toEqual(["h100 nodes"]);
  });

  test("a generated pool that is gone is removed and told; one by hand never is", () => {
    const before = written(pool(), pool({ name: "gone" }));
    const edited = `${before.trimEnd()}\n`.replace(
      "  generatedFrom:",
      "  quotas: [] # none yet\n  generatedFrom:",
    );
    const { text, removed } = mergedInventory(edited, generated([pool()]));
    expect(removed).toEqual(["gone"]);
    expect(text).toContain("quotas: [] # none yet");
    expect(parse(text).spec.nodePools).toHaveLength(1);
  });

  test("lists and braces stay as they were written", () => {
    const text = `kind: GPUInventory
metadata: {name: x}
spec:
  generatedFrom:
    source: cluster-api
  nodePools:
  - name: old
    gpu: {product: l40s, count: 4}
`;
    expect(mergedInventory(text, generated([])).text).toBe(text);
  });
});

test.each([
  ["another kind", "kind: Deployment\n", "it is no GPUInventory"],
  ["broken YAML", "kind: [\n", "cannot be changed"],
  ["pools that are no list", "kind: GPUInventory\nspec: {nodePools: 3}\n", "its pools are not written out"],
  [
    "an alias for a pool",
    "kind: GPUInventory\nx: &a {name: h100}\nspec:\n  nodePools:\n    - *a\n    - {name: h100, gpu: 3}\n",
    "its pools are not written out",
  ],
])("a file with %s is not changed", (_, text, message) => {
  expect(() => mergedInventory(text, generated([pool()]))).toThrow(message);
});
