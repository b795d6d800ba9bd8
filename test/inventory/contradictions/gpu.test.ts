import { describe, expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import { contradictionsIn, pool } from "../../support/inventories.ts";

const gpu = "nodePools.0.gpu";

describe("GPUs that cannot be", () => {
  test.each<[string, ValueMap, string[]]>([
    [
      "NVLink on a GPU without",
      { product: "NVIDIA-L40S", count: 8, nvlink: "nvswitch" },
      [`${gpu}.nvlink: L40S has no NVLink: its GPUs reach each other by PCIe alone`],
    ],
    [
      "a switch for pairs",
      { product: "h100-pcie", nvlink: "nvswitch" },
      [`${gpu}.nvlink: H100 PCIe is joined by bridge, not by nvswitch`],
    ],
    [
      "a rack for boards",
      { nvlink: "mnnvl" },
      [`${gpu}.nvlink: H100 SXM is joined by nvswitch, not by mnnvl`],
    ],
    [
      "a domain beyond the node",
      { nvlinkDomainSize: 16 },
      [
        `${gpu}.nvlinkDomainSize: with nvlink: nvswitch, no more than 8 GPUs of a node with 8 reach each other, not 16`,
      ],
    ],
    ["no memory", { memory: 0 }, [`${gpu}.memory: a GPU has some memory`]],
    [
      "another memory",
      { memory: 141000 },
      [`${gpu}.memory: 141000 MiB is 148 GB, but H100 SXM has 85.5 GB (81559 MiB)`],
    ],
    [
      "another compute capability",
      { computeCapability: "8.0" },
      [`${gpu}.computeCapability: H100 SXM has compute capability 9.0, not 8.0`],
    ],
    [
      "the id of the PCIe board",
      { deviceID: "2331" },
      [`${gpu}.deviceID: H100 SXM has the PCI device id 2330, not 2331`],
    ],
    [
      "the label of a part",
      { product: "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb" },
      [
        `${gpu}.product: "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb" is the label of a part of a GPU, not that of its product`,
      ],
    ],
    [
      "MIG on a GPU without",
      { product: "NVIDIA-L40S", mig: { strategy: "single", devices: { "1g.6gb": 1 } } },
      [`${gpu}.mig: L40S cannot be cut into MIG instances`],
    ],
    [
      "a profile of another GPU",
      { mig: { strategy: "mixed", devices: { "1g.5gb": 7 } } },
      [`${gpu}.mig.devices.1g.5gb: H100 SXM has no MIG profile "1g.5gb"`],
    ],
    [
      "instances without room",
      { mig: { strategy: "mixed", devices: { "3g.40gb": 2, "1g.10gb": 1 } } },
      [`${gpu}.mig.devices: one H100 SXM has no room for 2 × 3g.40gb and 1 × 1g.10gb`],
    ],
    [
      "the instances of all GPUs",
      { mig: { strategy: "single", devices: { "1g.10gb": 56 } } },
      [`${gpu}.mig.devices: one H100 SXM has no room for 56 × 1g.10gb`],
    ],
    [
      "two profiles as one resource",
      { mig: { strategy: "single", devices: { "3g.40gb": 1, "1g.10gb": 1 } } },
      [
        `${gpu}.mig.devices: the strategy single offers all instances as one resource, so they must have one profile`,
      ],
    ],
    [
      "instances without a strategy",
      { mig: { strategy: "none", devices: { "1g.10gb": 7 } } },
      [`${gpu}.mig.devices: there are MIG devices, but the strategy is none`],
    ],
    [
      "a strategy without instances",
      { mig: { strategy: "mixed" } },
      [`${gpu}.mig.strategy: nothing says into which instances the GPUs are cut`],
    ],
    [
      "MPS on instances",
      { mig: { strategy: "single", devices: { "1g.10gb": 7 } }, sharing: { strategy: "mps", replicas: 2 } },
      [`${gpu}.sharing.strategy: MPS does not share MIG instances`],
    ],
    [
      "replicas without sharing",
      { sharing: { strategy: "none", replicas: 4 } },
      [`${gpu}.sharing.strategy: the strategy none does not go with 4 replicas`],
    ],
    [
      "sharing without replicas",
      { sharing: { strategy: "time-slicing" } },
      [`${gpu}.sharing.replicas: time-slicing with one replica shares nothing`],
    ],
    [
      "a renamed resource that nobody shares",
      { sharing: { strategy: "none", renamed: true } },
      [`${gpu}.sharing.strategy: the strategy none renames nothing`],
    ],
    [
      "the device plugin's sharing with DRA",
      { allocation: "dra", sharing: { strategy: "mps", replicas: 2 } },
      [`${gpu}.sharing.strategy: mps is the device plugin's, and these GPUs are given out by DRA`],
    ],
    [
      "a vGPU on bare metal",
      { virtualization: "bare-metal", vgpuProfile: "H100XM-80C" },
      [`${gpu}.vgpuProfile: a vGPU does not go with virtualization: bare-metal`],
    ],
    [
      "a vGPU of another board",
      { virtualization: "vgpu", vgpuProfile: "L40S-48C", memory: 49152 },
      [`${gpu}.vgpuProfile: L40S-48C is a vGPU of L40S, not of H100 SXM`],
    ],
    [
      "no such vGPU",
      { virtualization: "vgpu", vgpuProfile: "H100XM-81C" },
      [`${gpu}.vgpuProfile: there is no vGPU "H100XM-81C"`],
    ],
    [
      "parts of GPUs that reach each other",
      { virtualization: "vgpu", vgpuProfile: "H100XM-40C", nvlink: "nvswitch" },
      [
        `${gpu}.nvlink: H100XM-40C cannot use NVLink: vGPUs reach each other only where each is a whole GPU with NVLink`,
      ],
    ],
    [
      "a vGPU that is cut",
      { virtualization: "vgpu", mig: { strategy: "single", devices: { "1g.10gb": 7 } } },
      [`${gpu}.mig.strategy: a virtual machine with vGPUs cannot cut them into MIG instances`],
    ],
    [
      "a vGPU with the whole memory",
      { vgpuProfile: "H100XM-40C", virtualization: "vgpu", memory: 81559 },
      [`${gpu}.memory: H100XM-40C has a frame buffer of 40 GB, not 81559 MiB`],
    ],
  ])("%s", (_, written, expected) => {
    expect(contradictionsIn([pool(written)])).toEqual(expected);
  });

  test("DRA on a cluster that is too old for the operator's form of it", () => {
    const on = (spec: ValueMap) => contradictionsIn([pool({ allocation: "dra" })], spec);
    expect(on({ kubernetesVersion: "v1.33.2" })).toEqual([
      `${gpu}.allocation: allocation dra needs Kubernetes 1.34, but the cluster has 1.33.2`,
    ]);
    expect(on({ kubernetesVersion: "v1.33.2", operatorVersion: "v3.0.2" })).toEqual([]);
    expect(on({ kubernetesVersion: "v1.32.2", operatorVersion: "v3.0.2" })).toHaveLength(1);
    expect(on({ kubernetesVersion: "v1.34.0" })).toEqual([]);
    expect(on({ kubernetesVersion: "v2.0.0" })).toEqual([]);
  });

  test.each<ValueMap>([
    { memory: 81920 },
    { memory: 81559, computeCapability: 9, deviceID: "0x2330" },
    { nvlink: "none" },
    { product: "h100-nvl", count: 4, nvlink: "bridge" },
    { product: "gb200", count: 4, nvlinkDomainSize: 72 },
    { product: "gh200-96gb", count: 1, nvlink: "mnnvl" },
    {
      mig: { strategy: "single", devices: { "1g.10gb": 7 } },
      sharing: { strategy: "time-slicing", replicas: 2 },
    },
    { mig: { strategy: "mixed", devices: { "1g.10gb": 2, "2g.20gb": 1, "3g.40gb": 1 } } },
    { virtualization: "vgpu", vgpuProfile: "H100XM-80C", count: 4, nvlink: "nvswitch" },
    { product: "NVIDIA-H100XM-80C", count: 2 },
    { virtualization: "passthrough" },
    { product: "NVIDIA-B200", memory: 183359 },
    { product: "NVIDIA-A10G", memory: 22888 },
    { product: "NVIDIA-L40S", memory: 45776 },
  ])("but these can: %o", (written) => {
    expect(contradictionsIn([pool(written)])).toEqual([]);
  });
});
