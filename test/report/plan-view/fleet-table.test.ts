import { expect, test } from "vitest";
import { poolText } from "../../../src/report/plan-view/fleet-table.ts";

const node = { name: "a", unschedulable: false, reserved: 0, onDemand: false, before: [], after: [] };

test("what GPUs are cut into is counted as parts, whole ones as GPUs", () => {
  const pool = { pool: "a100", gpu: "8 x NVIDIA-A100-SXM4-80GB", nodes: [node] };
  expect(poolText({ ...pool, gpusPerNode: 8 })).toMatch(/: 0 of 8 GPUs used$/);
  expect(poolText({ ...pool, gpusPerNode: 16 })).toMatch(/: 0 of 16 parts of GPUs used$/);
});
