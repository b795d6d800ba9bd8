import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { completePool } from "../../src/inventory/complete.ts";
import type { InventoryNode } from "../../src/inventory/inventory.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { parseQuantity } from "../../src/nim/quantity.ts";
import type { Value, ValueMap } from "../../src/nim/value.ts";
import { goldenDirectory, haveGolden, noGolden } from "../support/golden.ts";
import { inventoryDocument, nodesOf, pool } from "../support/inventories.ts";

const nodes = (gpu: ValueMap, rest: { [key: string]: Value } = {}, spec: ValueMap = {}): InventoryNode[] => {
  const { inventory, problems } = readInventory(inventoryDocument([pool(gpu, rest)], spec));
  expect(problems).toEqual([]);
  return (inventory?.nodePools ?? []).flatMap((each) => nodesOf(completePool(each), inventory?.components));
};

const gpuLabels = ([first]: InventoryNode[]) =>
  Object.fromEntries(
    Object.entries(first?.labels ?? {}).flatMap(([key, value]) =>
      key.startsWith("nvidia.com/") ? [[key.slice("nvidia.com/".length), value]] : [],
    ),
  );

describe("the nodes of recorded fleets", () => {
  const scheduling = join(goldenDirectory, "scheduling");
  test.runIf(haveGolden || process.env.CI).each(haveGolden ? readdirSync(scheduling) : [noGolden])(
    "%s",
    (name) => {
      const document = parse(readFileSync(join(scheduling, name, "inventory.yaml"), "utf8"));
      const { inventory } = readInventory(document);
      for (const [index, each] of (inventory?.nodePools ?? []).entries()) {
        const written = document.spec.nodePools[index];
        const made = nodesOf(completePool(each));
        expect(made.map((node) => node.name)).toEqual(written.nodeNames);
        for (const node of made) {
          expect(node.allocatable).toEqual(canonical(written.allocatable));
          expect(node.reserved).toEqual(canonical(written.reserved ?? {}));
          expect(node.labels).toMatchObject(written.labels);
          expect(node.labels["nvidia.com/gpu.product"]).toBe(written.gpu.product);
          expect(node.labels["topology.kubernetes.io/zone"]).toBe(written.zone);
          expect(node.unschedulable).toBe(written.unschedulable ?? false);
          expect(node.taints).toEqual(written.taints ?? []);
        }
      }
    },
  );
});

test("nodes are called after their pool where they have no names, and an autoscaler's are marked", () => {
  expect(nodes({}, { nodes: { min: 1, max: 3 } }).map(({ name, onDemand }) => [name, onDemand])).toEqual([
    ["h100-1", false],
    ["h100-2", true],
    ["h100-3", true],
  ]);
});

describe("labels", () => {
  test("of whole GPUs", () => {
    expect(gpuLabels(nodes({ driverVersion: "570.86.15" }))).toEqual({
      "gpu.present": "true",
      "gpu.product": "NVIDIA-H100-80GB-HBM3",
      "gpu.count": "8",
      "gpu.memory": "81559",
      "gpu.replicas": "1",
      "gpu.sharing-strategy": "none",
      "gpu.family": "hopper",
      "gpu.compute.major": "9",
      "gpu.compute.minor": "0",
      "mig.capable": "true",
      "mps.capable": "false",
      "vgpu.present": "false",
      "cuda.driver-version.full": "570.86.15",
    });
  });

  test.each<[string, ValueMap, { [label: string]: string }]>([
    [
      "shared",
      { sharing: { strategy: "time-slicing", replicas: 4 } },
      {
        "gpu.product": "NVIDIA-H100-80GB-HBM3-SHARED",
        "gpu.replicas": "4",
        "gpu.sharing-strategy": "time-slicing",
        "gpu.count": "8",
        "gpu.memory": "81559",
      },
    ],
    [
      "shared and renamed",
      { sharing: { strategy: "mps", replicas: 4, renamed: true } },
      { "gpu.product": "NVIDIA-H100-80GB-HBM3", "gpu.replicas": "4", "mps.capable": "true" },
    ],
    [
      "cut, as one resource",
      { mig: { strategy: "single", devices: { "1g.10gb": 7 } } },
      {
        "gpu.product": "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb",
        "gpu.count": "56",
        "gpu.memory": "9536",
        "mig.strategy": "single",
      },
    ],
    [
      "cut, by profile",
      { mig: { strategy: "mixed", devices: { "3g.40gb": 2 } } },
      {
        "gpu.product": "NVIDIA-H100-80GB-HBM3",
        "gpu.count": "8",
        "gpu.replicas": "0",
        "mig-3g.40gb.product": "NVIDIA-H100-80GB-HBM3-MIG-3g.40gb",
        "mig-3g.40gb.count": "16",
        "mig.strategy": "mixed",
      },
    ],
    [
      "cut and shared",
      {
        mig: { strategy: "single", devices: { "1g.10gb": 7 } },
        sharing: { strategy: "time-slicing", replicas: 2 },
      },
      { "gpu.product": "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb-SHARED", "gpu.replicas": "2" },
    ],
    [
      "virtual",
      { vgpuProfile: "H100XM-40C", product: "h100" },
      { "gpu.product": "NVIDIA-H100XM-40C", "gpu.memory": "40960", "vgpu.present": "true" },
    ],
    ["of Turing", { product: "Tesla-T4" }, { "gpu.family": "turing", "mig.capable": "false" }],
    ["of Ada", { product: "NVIDIA-L40S" }, { "gpu.family": "ada-lovelace" }],
    [
      "of Blackwell, the smaller chip",
      { product: "rtx-pro-6000" },
      { "gpu.family": "blackwell", "gpu.compute.major": "12" },
    ],
  ])("of GPUs that are %s", (_, gpu, expected) => {
    expect(gpuLabels(nodes(gpu))).toMatchObject(expected);
  });

  test("of the node: name, zone, system, architecture, and that it has a GPU", () => {
    const [first] = nodes({ product: "gb200", count: 4 }, { nodes: 1, zone: "eu-1a" });
    expect(first?.labels).toMatchObject({
      "kubernetes.io/hostname": "h100-1",
      "kubernetes.io/os": "linux",
      "kubernetes.io/arch": "arm64",
      "topology.kubernetes.io/zone": "eu-1a",
      "feature.node.kubernetes.io/pci-10de.present": "true",
    });
  });

  test("that are given win", () => {
    const labels = { "nvidia.com/gpu.family": "other", team: "search" };
    expect(nodes({}, { labels })[0]?.labels).toMatchObject(labels);
  });

  test("of discoveries that are not installed are not there", () => {
    const [first] = nodes({}, {}, { components: { nfd: false, gfd: false } });
    expect(Object.keys(first?.labels ?? {})).toEqual([
      "kubernetes.io/hostname",
      "kubernetes.io/os",
      "kubernetes.io/arch",
      "beta.kubernetes.io/os",
      "beta.kubernetes.io/arch",
    ]);
  });
});

test("cpu and memory that nobody says are no limit", () => {
  expect(nodes({})[0]?.allocatable).toEqual({ "nvidia.com/gpu": "8", pods: "110" });
});

function canonical(amounts: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, parseQuantity(amount)?.canonical]),
  );
}
