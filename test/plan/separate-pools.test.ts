import { expect, test } from "vitest";
import { completePool } from "../../src/inventory/complete.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { separatingSelector } from "../../src/plan/separate-pools.ts";
import { inventoryOf } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";

function selector(wanted: ValueMap[], others: ValueMap[]) {
  const pools = inventoryOf([...wanted, ...others]).nodePools.map(completePool);
  return separatingSelector(pools.slice(0, wanted.length), pools.slice(wanted.length))?.text;
}

const l40s = pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s" });
const h200 = pool({ product: "NVIDIA-H200" }, { name: "h200" });

test("the product comes first", () => {
  expect(selector([pool()], [l40s])).toBe(
    'nodeSelector: { nvidia.com/gpu.product: "NVIDIA-H100-80GB-HBM3" }',
  );
});

test("a label that the wanted pools share is better than a list of products", () => {
  const labelled = (one: ValueMap) => ({ ...one, labels: { tier: "large" } });
  expect(selector([labelled(pool()), labelled(h200)], [l40s])).toBe('nodeSelector: { tier: "large" }');
});

test("several products without anything else in common are listed", () => {
  const small = pool({ product: "NVIDIA-L40S", count: 8 }, { name: "l40s" });
  const a100 = pool({ product: "NVIDIA-A100-SXM4-80GB" }, { name: "a100" });
  expect(selector([pool(), small], [a100, { ...h200, labels: { "nvidia.com/gpu.present": "true" } }])).toBe(
    "a required nodeAffinity with { key: nvidia.com/gpu.product, operator: In, values: [NVIDIA-H100-80GB-HBM3, NVIDIA-L40S] }",
  );
});

test("pools of one product are told apart by what else their labels say", () => {
  const zoned = (name: string, zone: string) => pool({}, { name, zone });
  expect(selector([zoned("one", "a")], [zoned("two", "b")])).toBe(
    'nodeSelector: { topology.kubernetes.io/zone: "a" }',
  );
  expect(selector([pool({}, { name: "one" })], [pool({}, { name: "two" })])).toBeUndefined();
});
