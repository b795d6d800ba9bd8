import { describe, expect, test } from "vitest";
import { readInventory } from "../../../src/inventory/read.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { inventoryDocument } from "../../support/inventories.ts";

describe("products that nimops does not know", () => {
  const of = (written: ValueMap) =>
    readInventory(inventoryDocument([{ name: "a", nodes: 1, gpu: { count: 1, ...written } }])).problems;

  test("need memory and compute capability, and nothing else", () => {
    expect(of({ product: "NVIDIA-GeForce-RTX-4090", memory: 24564, computeCapability: 8.9 })).toEqual([]);
    expect(of({ product: "NVIDIA-GeForce-RTX-4090", memory: 24564 })).toMatchObject([
      {
        code: "inventory-unknown-product",
        path: ["spec", "nodePools", 0, "gpu", "product"],
        message:
          'nimops does not know the GPU "NVIDIA-GeForce-RTX-4090", and nothing says its computeCapability',
      },
    ]);
  });

  test("may be a slip", () => {
    expect(of({ product: "NVIDIA-H100-80GB-HMB3" })[0]?.help).toMatch(
      /^did you mean NVIDIA-H100-80GB-HBM3\?/,
    );
  });

  test("are those of a name with several meanings", () => {
    expect(of({ product: "a100" })).toMatchObject([
      { code: "inventory-unknown-product", help: expect.stringContaining("NVIDIA-A100-SXM4-40GB") },
    ]);
  });

  test("are not asked for a number of GPUs too, which one of the products may answer", () => {
    const codes = (product: string) =>
      readInventory(inventoryDocument([{ name: "a", nodes: 1, gpu: { product } }])).problems.map(
        ({ code }) => code,
      );
    expect(codes("gh200")).toEqual(["inventory-unknown-product"]);
    expect(codes("a100")).toEqual(["inventory-unknown-product"]);
    expect(codes("a100-pcie")).toEqual(["inventory-unknown-product", "inventory-schema"]);
  });

  test("a number of GPUs is needed where nodes have no usual one", () => {
    const counted = (written: ValueMap) =>
      readInventory(inventoryDocument([{ name: "a", nodes: 1, ...written }])).problems.map(
        ({ code }) => code,
      );
    expect(counted({ gpu: { product: "l40s" } })).toEqual(["inventory-schema"]);
    expect(counted({ gpu: { product: "h100" } })).toEqual([]);
    expect(counted({ gpu: { product: "h100", virtualization: "passthrough" } })).toEqual([
      "inventory-schema",
    ]);
    expect(counted({ gpu: { product: "l40s" }, allocatable: { "nvidia.com/gpu": 4 } })).toEqual([]);
  });
});
