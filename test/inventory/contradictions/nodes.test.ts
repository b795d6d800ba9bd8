import { describe, expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import { contradictionsIn, pool } from "../../support/inventories.ts";

describe("nodes that cannot be", () => {
  const pools = (...rest: ValueMap[]) =>
    rest.map((more, index) => ({ ...pool(), name: `p${index}`, ...more }));

  test.each<[string, ValueMap[], string[]]>([
    [
      "two pools of one name",
      pools({ name: "a" }, { name: "a" }),
      ['nodePools.1.name: two pools are called "a"'],
    ],
    [
      "two nodes of one name",
      pools({ nodeNames: ["a", "b"] }, { nodeNames: ["c", "b"] }),
      ['nodePools.1.nodeNames.1: two nodes are called "b"'],
    ],
    [
      "a name that another pool makes",
      pools({}, { nodeNames: ["p0-1", "x"] }),
      ['nodePools.1.nodeNames.0: two nodes are called "p0-1"'],
    ],
    [
      "more names than nodes",
      pools({ nodeNames: ["a", "b", "c"] }),
      ["nodePools.0.nodeNames: there are 3 node names for 2 nodes"],
    ],
    [
      "fewer names than nodes",
      pools({ nodeNames: ["a"] }),
      ["nodePools.0.nodeNames: only 1 of 2 nodes have a name"],
    ],
    [
      "min over max",
      pools({ nodes: { min: 3, max: 2 } }),
      ["nodePools.0.nodes.min: min is 3, which is more than max, 2"],
    ],
    ["no nodes", pools({ nodes: 0 }), ["nodePools.0.nodes: the pool has no nodes"]],
    [
      "one taint twice",
      pools({
        taints: [
          { key: "a", effect: "NoSchedule" },
          { key: "a", value: "b", effect: "NoSchedule" },
        ],
      }),
      ["nodePools.0.taints.1: a node has one taint with the key a and the effect NoSchedule"],
    ],
    [
      "more reserved than there is",
      pools({ reserved: { "nvidia.com/gpu": 16 } }),
      ["nodePools.0.reserved.nvidia.com/gpu: 16 nvidia.com/gpu are reserved on each node, which has 8"],
    ],
    [
      "more cpu reserved than there is",
      pools({ allocatable: { cpu: 64 }, reserved: { cpu: "64100m" } }),
      ["nodePools.0.reserved.cpu: 64100m cpu are reserved on each node, which has 64"],
    ],
    [
      "more offered than there is",
      pools({ allocatable: { "nvidia.com/gpu": 16 } }),
      ["nodePools.0.allocatable.nvidia.com/gpu: a node cannot offer 16 nvidia.com/gpu: gpu makes it 8"],
    ],
    [
      "half a GPU",
      pools({ reserved: { "nvidia.com/gpu": "500m" } }),
      ["nodePools.0.reserved.nvidia.com/gpu: 500m nvidia.com/gpu: they are counted whole"],
    ],
    [
      "less than nothing",
      pools({ allocatable: { cpu: "-1" } }),
      ["nodePools.0.allocatable.cpu: -1 is less than nothing"],
    ],
    [
      "a label of another product",
      pools({ labels: { "nvidia.com/gpu.product": "NVIDIA-H200" } }),
      [
        'nodePools.0.labels.nvidia.com/gpu.product: the label says "NVIDIA-H200", but gpu.product makes it "NVIDIA-H100-80GB-HBM3"',
      ],
    ],
    [
      "a label of another count",
      pools({ labels: { "nvidia.com/gpu.count": "4" } }),
      ['nodePools.0.labels.nvidia.com/gpu.count: the label says "4", but gpu.count makes it "8"'],
    ],
    [
      "a label of another zone",
      pools({ zone: "a", labels: { "topology.kubernetes.io/zone": "b" } }),
      ['nodePools.0.labels.topology.kubernetes.io/zone: the label says "b", but zone makes it "a"'],
    ],
    [
      "one hostname for all",
      pools({ labels: { "kubernetes.io/hostname": "a" } }),
      ["nodePools.0.labels.kubernetes.io/hostname: several nodes cannot have one hostname"],
    ],
  ])("%s", (_, written, expected) => {
    expect(contradictionsIn(written)).toEqual(expected);
  });

  test("fewer GPUs offered than there are is possible, and a label of another writing too", () => {
    expect(contradictionsIn(pools({ allocatable: { "nvidia.com/gpu": 7 } }))).toEqual([]);
    expect(contradictionsIn(pools({ labels: { "nvidia.com/gpu.product": "H100-80GB-HBM3" } }))).toEqual([]);
  });

  test("so many nodes that it would take long to name them", () => {
    const many = Array.from({ length: 6 }, () => ({ nodes: 10_000 }));
    expect(contradictionsIn(pools(...many))).toEqual([
      "nodePools: 60000 nodes are more than any cluster has",
    ]);
  });
});
