import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completePool } from "../../src/inventory/complete.ts";
import type { CompletedPool } from "../../src/inventory/inventory.ts";
import { readInventory } from "../../src/inventory/read.ts";
import type { Value, ValueMap } from "../../src/nim/value.ts";
import { anyInventory, inventoryDocument, pool } from "../support/inventories.ts";

const completed = (gpu: ValueMap, rest: { [key: string]: Value } = {}): CompletedPool => {
  const { inventory, problems } = readInventory(
    inventoryDocument([{ name: "pool", nodes: 1, gpu, ...rest }]),
  );
  expect(problems).toEqual([]);
  const [first] = inventory?.nodePools ?? [];
  if (!first) throw new Error("no pool");
  return completePool(first);
};

test("a product is enough for a node of the usual size", () => {
  const { gpu, allocatable, devices } = completed({ product: "h100-sxm" });
  expect(gpu).toMatchObject({
    product: "NVIDIA-H100-80GB-HBM3",
    count: 8,
    memoryMiB: 81559,
    computeCapability: [9, 0],
    deviceID: "2330",
    nvlink: "nvswitch",
    nvlinkDomainSize: 8,
    virtualization: "bare-metal",
    allocation: "device-plugin",
  });
  expect(allocatable).toEqual({ "nvidia.com/gpu": "8", pods: "110" });
  expect(devices).toEqual([{ resource: "nvidia.com/gpu", count: 8, memoryMiB: 81559, sharedBy: 1 }]);
});

test("a name of several products is enough to know the size of nodes that all of them have", () => {
  const { inventory } = readInventory(
    inventoryDocument([{ name: "a", nodes: 1, gpu: { product: "gh200" } }]),
  );
  const count = inventory?.nodePools
    .flatMap((each) => completePool(each).origins)
    .find(({ path }) => path === "gpu.count");
  expect(count).toMatchObject({ value: "1", source: "the usual node with gh200" });
});

test("all that was not given is listed, with where it is from", () => {
  const { origins } = completed({ product: "NVIDIA-L40S", count: 4 }, { allocatable: { cpu: 64 } });
  const others = origins.filter(({ from }) => from !== "given");
  expect(others.map(({ path, value, source }) => `${path} ${value} (${source})`)).toEqual([
    "gpu.virtualization bare-metal (the usual)",
    "gpu.memory 46068 MiB (ai-dynamo/aiconfigurator systems/*.yaml)",
    "gpu.computeCapability 8.9 (ai-dynamo/aiconfigurator systems/*.yaml)",
    "gpu.nvlink none (what L40S has)",
    "gpu.nvlinkDomainSize 1 (usual with nvlink: none)",
    "gpu.deviceID 26b9 (NVIDIA/open-gpu-kernel-modules README, table of supported GPUs)",
    "gpu.allocation device-plugin (the usual)",
    "allocatable.nvidia.com/gpu 4 (follows from gpu)",
    "allocatable.pods 110 (the kubelet's default)",
  ]);
});

test("what is given stands, and is listed as given", () => {
  const { gpu, origins } = completed({ product: "h100", count: 4, memory: 81920, nvlink: "none" });
  expect(gpu).toMatchObject({ count: 4, memoryMiB: 81920, nvlink: "none", nvlinkDomainSize: 1 });
  expect(origins.filter(({ from }) => from === "given").map(({ path, value }) => `${path} ${value}`)).toEqual(
    ["gpu.count 4", "gpu.memory 81920 MiB", "gpu.nvlink none"],
  );
});

describe("what a node offers", () => {
  const offered = (gpu: ValueMap, rest: { [key: string]: Value } = {}) =>
    completed(gpu, rest).devices.map(({ resource, count }) => `${count} ${resource}`);
  const a100 = { product: "a100-80gb", count: 8 };

  test.each<[string, ValueMap, { [key: string]: Value }, string[]]>([
    ["whole GPUs", {}, {}, ["8 nvidia.com/gpu"]],
    ["shared GPUs", { sharing: { strategy: "time-slicing", replicas: 4 } }, {}, ["32 nvidia.com/gpu"]],
    [
      "renamed ones",
      { sharing: { strategy: "mps", replicas: 4, renamed: true } },
      {},
      ["32 nvidia.com/gpu.shared"],
    ],
    [
      "instances as one resource",
      { mig: { strategy: "single", devices: { "1g.10gb": 7 } } },
      {},
      ["56 nvidia.com/gpu"],
    ],
    [
      "instances by profile",
      { mig: { strategy: "mixed", devices: { "3g.40gb": 1, "1g.10gb": 4 } } },
      {},
      ["8 nvidia.com/mig-3g.40gb", "32 nvidia.com/mig-1g.10gb"],
    ],
    [
      "shared instances",
      {
        mig: { strategy: "single", devices: { "1g.10gb": 7 } },
        sharing: { strategy: "time-slicing", replicas: 2 },
      },
      {},
      ["112 nvidia.com/gpu"],
    ],
    ["nothing, with DRA", { allocation: "dra" }, {}, []],
    [
      "what is said, where one GPU is broken",
      {},
      { allocatable: { "nvidia.com/gpu": 7 } },
      ["7 nvidia.com/gpu"],
    ],
    [
      "what is said beside that, where half of the GPUs are cut",
      { mig: { strategy: "mixed", devices: { "1g.10gb": 7 } } },
      { allocatable: { "nvidia.com/gpu": 4, "nvidia.com/mig-1g.10gb": 28 } },
      ["28 nvidia.com/mig-1g.10gb", "4 nvidia.com/gpu"],
    ],
  ])("%s", (_, more, rest, expected) => {
    expect(offered({ ...a100, ...more }, rest)).toEqual(expected);
  });

  test("of an instance, its part of the memory", () => {
    const mig = { strategy: "mixed", devices: { "3g.40gb": 1, "1g.10gb": 4 } };
    expect(completed({ ...a100, mig }).devices.map(({ memoryMiB }) => memoryMiB)).toEqual([38146, 9536]);
  });

  test("an amount that is said replaces the one that follows, and no other", () => {
    const { allocatable } = completed(a100, { allocatable: { cpu: "64", pods: 30 } });
    expect(allocatable).toEqual({ "nvidia.com/gpu": "8", cpu: "64", pods: "30" });
  });
});

describe("vGPUs", () => {
  test("are named by the product or the profile, and have the memory of their name", () => {
    for (const gpu of [
      { product: "h100", count: 2, vgpuProfile: "H100XM-40C" },
      { product: "NVIDIA-H100XM-40C", count: 2 },
    ]) {
      expect(completed(gpu).gpu).toMatchObject({
        label: "NVIDIA-H100XM-40C",
        virtualization: "vgpu",
        memoryMiB: 40960,
        nvlink: "none",
      });
    }
  });

  test("are whole GPUs where nothing else is said, and reach each other by NVLink where there is one", () => {
    const whole = completed({ product: "h100", count: 4, virtualization: "vgpu" }).gpu;
    expect(whole).toMatchObject({ vgpuProfile: "H100XM-80C", nvlink: "nvswitch", nvlinkDomainSize: 4 });
    const pcie = completed({ product: "l40s", count: 4, virtualization: "vgpu" }).gpu;
    expect(pcie).toMatchObject({ vgpuProfile: "L40S-48C", nvlink: "none", nvlinkDomainSize: 1 });
  });
});

test("of a GPU that the catalogue does not know nothing is made up", () => {
  const rtx = { product: "NVIDIA-GeForce-RTX-4090", count: 1, memory: 24564, computeCapability: "8.9" };
  expect(completed(rtx).gpu).toMatchObject({
    known: undefined,
    label: rtx.product,
    memoryMiB: 24564,
    nvlink: "none",
  });
  expect(completed(rtx).gpu?.deviceID).toBeUndefined();
});

test("nodes without GPUs are possible", () => {
  const { inventory, problems } = readInventory(inventoryDocument([{ name: "cpu", nodes: 3 }]));
  expect(problems).toEqual([]);
  expect(inventory?.nodePools.map(completePool)).toMatchObject([
    { devices: [], allocatable: { pods: "110" } },
  ]);
});

test("completing a pool again changes nothing but who said it", () => {
  fc.assert(
    fc.property(anyInventory, ({ nodePools }) => {
      for (const once of nodePools.map(completePool)) {
        const { origins: _, ...values } = once;
        const { origins, ...again } = completePool(once);
        expect(again).toEqual(values);
      }
    }),
  );
});

test("the usual pool of the tests is right", () => {
  expect(readInventory(inventoryDocument([pool()])).problems).toEqual([]);
});
