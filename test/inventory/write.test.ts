import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Document, parse } from "yaml";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { inventoryIn } from "../../src/inventory/load.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { documentOf, quoteTraps } from "../../src/inventory/write.ts";
import { SourceFile } from "../../src/manifest/document.ts";
import { anyInventory, inventoryDocument, pool } from "../support/inventories.ts";

function inventoryText(inventory: Inventory): string {
  const document = new Document(documentOf(inventory), { aliasDuplicateObjects: false });
  quoteTraps(document);
  return document.toString({ lineWidth: 110 });
}

test("an inventory that is written and read again is the same, and is written in the same bytes", () => {
  fc.assert(
    fc.property(anyInventory, (inventory) => {
      const text = inventoryText(inventory);
      const read = inventoryIn(new SourceFile("gpus.yaml", text)).inventory;
      expect(read).toEqual(inventory);
      expect(read && inventoryText(read)).toBe(text);
    }),
  );
});

test("what says nothing is not written", () => {
  const { inventory } = readInventory(inventoryDocument());
  expect(inventory && inventoryText(inventory)).toBe(`apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: prod
spec:
  nodePools:
    - name: h100
      nodes: 2
      gpu:
        product: NVIDIA-H100-80GB-HBM3
        count: 8
`);
});

test("values that YAML would read as something else keep their type", () => {
  const labels = { a: "true", b: "1.10", c: "0777", d: "n" };
  const { inventory } = readInventory(inventoryDocument([pool({ computeCapability: "9.0" }, { labels })]));
  const written = inventory && parse(inventoryText(inventory), { version: "1.1" });
  expect(written.spec.nodePools[0].gpu.computeCapability).toBe("9.0");
});
