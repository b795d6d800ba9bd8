import { expect, test } from "vitest";
import { inventoryOf } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";
import { plannedFleet, serviceText } from "../support/planned-fleet.ts";

const group = (replicas = 1) =>
  serviceText({
    gpus: 8,
    more: `  replicas: ${replicas}\n  multiNode: {parallelism: {pipeline: 2, tensor: 8}}`,
  });

const verdictOn = (h100: number, h200: number, text = group()) =>
  plannedFleet(
    text,
    inventoryOf([
      pool({}, { nodes: h100 }),
      pool({ product: "NVIDIA-H200", count: 8 }, { name: "h200", nodes: h200 }),
    ]),
  ).verdict("llama");

test("a group that would stand on two products has no place", () => {
  expect(verdictOn(1, 1)).toBe("does-not-fit");
  expect(verdictOn(2, 1)).toBe("fits-if-packed");
  expect(verdictOn(2, 0)).toBe("fits");
});

test("nor has one of which another service takes the equal node", () => {
  const pinned = serviceText({
    name: "pinned",
    gpus: 8,
    more: "  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}",
  });
  expect(verdictOn(2, 1, group() + pinned)).toBe("contended");
  expect(verdictOn(2, 2, group() + pinned)).toBe("fits-if-packed");
});

test("several copies may have a product each", () => {
  expect(verdictOn(2, 2, group(2))).toBe("fits-if-packed");
  expect(verdictOn(1, 3, group(2))).toBe("does-not-fit");
});
