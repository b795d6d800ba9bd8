import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inventoryIn } from "../../src/inventory/load.ts";
import { SourceFile } from "../../src/manifest/document.ts";

const inventory = `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata: {name: prod}
spec:
  nodePools:
    - {name: a, nodes: 2, gpu: {product: NVIDIA-L40S, count: 4, nvlink: nvswitch}}
`;
const from = (text: string) => inventoryIn(new SourceFile("gpus.yaml", text));

test("the example's inventory has no problems", () => {
  const path = join(import.meta.dirname, "../../examples/fleet/gpus.yaml");
  const { inventory: read, problems } = inventoryIn(new SourceFile("gpus.yaml", readFileSync(path, "utf8")));
  expect(problems).toEqual([]);
  expect(read?.nodePools.map(({ name }) => name)).toEqual(["h100", "a100", "l40s"]);
});

describe("the inventory of a file", () => {
  test("stands among other documents, and its problems at their line and column", () => {
    expect(from(`kind: ConfigMap\n---\n${inventory}`).problems).toMatchObject([
      { code: "inventory-contradiction", position: { line: 8, column: 73 } },
    ]);
  });

  test("an unknown field is told at its name", () => {
    expect(from(inventory.replace("nvlink: nvswitch", "link: none")).problems).toMatchObject([
      { code: "inventory-schema", position: { line: 6, column: 65 } },
    ]);
  });

  test("may be JSON", () => {
    const document = {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "GPUInventory",
      metadata: { name: "a" },
      spec: { nodePools: [] },
    };
    expect(from(JSON.stringify(document))).toEqual({
      inventory: expect.objectContaining({ name: "a" }),
      problems: [],
    });
  });

  test.each([
    ["is missing", "kind: ConfigMap\n", "there is no GPUInventory in gpus.yaml"],
    ["is there twice", `${inventory}---\n${inventory}`, "gpus.yaml:9:7: this is a second GPUInventory"],
    ["is no YAML", inventory.replace("}}", "}"), /^gpus\.yaml:\d+:\d+: /],
  ])("that %s is an error of the user", (_, text, message) => {
    expect(() => from(text)).toThrow(message);
  });
});
