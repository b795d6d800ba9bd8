import { expect, test } from "vitest";
import type { WorkloadDemand } from "../../src/plan/demand/demand.ts";
import type { Hardware } from "../../src/plan/hardware/hardware.ts";
import { placedLevel } from "../../src/plan/placed-level.ts";
import { problemOf } from "../../src/plan/problem-of.ts";
import { demandFor, inventoryOf, podDemand } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";

test("pods without GPUs may run where the model cannot", () => {
  const inventory = inventoryOf([
    pool({}, { nodes: 1, allocatable: { cpu: "1" } }),
    pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s", nodes: 1, allocatable: { cpu: "1" } }),
  ]);
  const model = podDemand({
    requests: { cpu: "1", "nvidia.com/gpu": "1" },
    spec: { nodeSelector: { "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3" } },
  });
  const picker = podDemand({ of: "Deployment picker", requests: { cpu: "1" } });
  const demand = demandFor([model, picker]);
  const unfit: Hardware = { unfit: ["l40s"], most: "fits-if-packed", reasons: [], assumptions: [] };
  const hardware = new Map<WorkloadDemand, Hardware>(demand.workloads.map((workload) => [workload, unfit]));
  expect(placedLevel(problemOf(demand, inventory, "minimum"), hardware).running.verdict).not.toBe(
    "does-not-fit",
  );
});
