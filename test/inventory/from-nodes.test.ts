import { describe, expect, test } from "vitest";
import { inventoryFromNodes } from "../../src/inventory/from-nodes.ts";
import type { ValueMap } from "../../src/nim/value.ts";

const discovered = {
  "nvidia.com/gpu.product": "NVIDIA-L40S",
  "nvidia.com/gpu.count": "4",
  "nvidia.com/gpu.memory": "46068",
  "nvidia.com/gpu.compute.major": "8",
  "nvidia.com/gpu.compute.minor": "9",
  "nvidia.com/gpu.replicas": "1",
};

/** A node with four L40S, as a cluster has it; a test states only what differs. */
const node = (
  name: string,
  labels: ValueMap = {},
  rest: { spec?: ValueMap; allocatable?: ValueMap } = {},
) => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { "kubernetes.io/hostname": name, ...discovered, ...labels } },
  spec: rest.spec ?? {},
  status: {
    allocatable: {
      cpu: "63770m",
      memory: "515Gi",
      pods: "110",
      "hugepages-1Gi": "0",
      "nvidia.com/gpu": "4",
      ...rest.allocatable,
    },
  },
});

const pod = (nodeName: string, spec: ValueMap, rest: ValueMap = {}, labels: ValueMap = {}): ValueMap => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "others", labels },
  spec: { nodeName, ...spec },
  ...rest,
});

const asks = (requests: ValueMap, more: ValueMap = {}): ValueMap => ({
  name: "c",
  resources: { requests },
  ...more,
});

const from = (objects: readonly ValueMap[], allLabels = false) =>
  inventoryFromNodes(objects, { name: "prod", allLabels });
const poolsFrom = (objects: readonly ValueMap[], allLabels = false) =>
  from(objects, allLabels).inventory.nodePools;

test("equal nodes are one pool, called after its product, with only what the catalogue does not know", () => {
  expect(poolsFrom([node("a"), node("b")])).toEqual([
    {
      name: "l40s",
      nodes: { min: 2, max: 2 },
      nodeNames: ["a", "b"],
      labels: {},
      taints: [],
      allocatable: { cpu: "63770m", memory: "515Gi" },
      reserved: {},
      unschedulable: false,
      gpu: { product: "NVIDIA-L40S", count: 4 },
    },
  ]);
});

test("nodes that differ are pools of their own", () => {
  const differing = [
    node("a"),
    node("b", {}, { spec: { unschedulable: true } }),
    node("c", { "topology.kubernetes.io/zone": "eu-1a" }),
    node("d", {}, { allocatable: { "nvidia.com/gpu": "3" } }),
  ];
  const pools = poolsFrom(differing);
  expect(pools.map(({ name }) => name)).toEqual(["l40s", "l40s-2", "l40s-3", "l40s-4"]);
  expect(pools.map(({ allocatable }) => allocatable["nvidia.com/gpu"])).toEqual([
    undefined,
    undefined,
    undefined,
    "3",
  ]);
});

test("pools are called as the cloud calls them", () => {
  expect(poolsFrom([node("a", { "cloud.google.com/gke-nodepool": "gpu-pool" })])[0]?.name).toBe("gpu-pool");
});

test("taints of a node's health are left out", () => {
  const taints = [
    { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" },
    { key: "nvidia.com/gpu", value: "", effect: "NoSchedule" },
  ];
  expect(poolsFrom([node("a", {}, { spec: { taints } })])[0]?.taints).toEqual([
    { key: "nvidia.com/gpu", effect: "NoSchedule" },
  ]);
});

test("labels of the node's own and of discovery are left out, unless all are asked for", () => {
  const labels = {
    team: "search",
    "example.com/node": "a",
    "feature.node.kubernetes.io/cpu-cpuid.AVX512F": "true",
    "nvidia.com/gfd.timestamp": "1",
  };
  expect(poolsFrom([node("a", labels)])[0]?.labels).toEqual({ team: "search" });
  expect(Object.keys(poolsFrom([node("a", labels)], true)[0]?.labels ?? {})).toHaveLength(3);
});

describe("what pods hold", () => {
  const reserved = (...pods: ValueMap[]) => poolsFrom([node("a"), ...pods])[0]?.reserved;

  test("is added up, with their number", () => {
    const one = pod("a", {
      containers: [asks({ cpu: "500m", memory: "1Gi" }), asks({ cpu: "1", memory: "512Mi" })],
    });
    expect(reserved(one, one)).toEqual({ cpu: "3", memory: "3Gi", pods: "2" });
  });

  test("is what they need while they start, where that is more", () => {
    const starting = pod("a", {
      initContainers: [asks({ cpu: "1" }, { restartPolicy: "Always" }), asks({ cpu: "4" })],
      containers: [asks({ cpu: "2" })],
      overhead: { cpu: "250m" },
    });
    expect(reserved(starting)).toEqual({ cpu: "5250m", pods: "1" });
  });

  test("counts a limit where there is no request", () => {
    const limited = pod("a", {
      containers: [{ name: "c", resources: { limits: { "nvidia.com/gpu": "2" } } }],
    });
    expect(reserved(limited)).toEqual({ "nvidia.com/gpu": "2", pods: "1" });
  });

  test("counts neither pods that ended nor those of the NIM Operator", () => {
    const ended = pod("a", { containers: [asks({ cpu: "1" })] }, { status: { phase: "Succeeded" } });
    const ours = pod(
      "a",
      { containers: [asks({ cpu: "1" })] },
      {},
      { "app.kubernetes.io/managed-by": "k8s-nim-operator" },
    );
    expect(reserved(ended, ours)).toEqual({});
  });
});

describe("GPUs that are divided", () => {
  test.each<[string, ValueMap, object]>([
    [
      "shared",
      {
        "nvidia.com/gpu.product": "NVIDIA-L40S-SHARED",
        "nvidia.com/gpu.replicas": "4",
        "nvidia.com/gpu.sharing-strategy": "mps",
      },
      { product: "NVIDIA-L40S", count: 4, sharing: { strategy: "mps", replicas: 4, renamed: false } },
    ],
    [
      "cut, as one resource",
      {
        "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3-MIG-3g.40gb",
        "nvidia.com/gpu.count": "16",
        "nvidia.com/mig.strategy": "single",
        "nvidia.com/gpu.compute.major": "9",
        "nvidia.com/gpu.compute.minor": "0",
      },
      { product: "NVIDIA-H100-80GB-HBM3", count: 8, mig: { strategy: "single", devices: { "3g.40gb": 2 } } },
    ],
    [
      "not cut, though the strategy says how they would be",
      { "nvidia.com/mig.strategy": "mixed" },
      { product: "NVIDIA-L40S", count: 4 },
    ],
  ])("are %s", (_, labels, expected) => {
    expect(poolsFrom([node("a", labels)])[0]?.gpu).toEqual(expected);
  });
});

test("GPUs of which no label tells the product are told", () => {
  const bare = { ...node("a"), metadata: { name: "a", labels: {} } };
  expect(from([bare]).warnings).toEqual([expect.stringContaining("the node a offers GPUs")]);
});

test("a quota of some pods only is told and left out", () => {
  const quota = (spec: ValueMap): ValueMap => ({
    kind: "ResourceQuota",
    metadata: { name: "q", namespace: "models" },
    spec: { hard: { "requests.nvidia.com/gpu": "8" }, ...spec },
  });
  const { inventory, warnings } = from([quota({}), quota({ scopes: ["BestEffort"] })]);
  expect(inventory.quotas).toEqual([{ namespace: "models", hard: { "requests.nvidia.com/gpu": "8" } }]);
  expect(warnings).toHaveLength(1);
});

test("names that clouds give to pools are put in the form of ours, and told apart", () => {
  const group = (name: string) => ({ "eks.amazonaws.com/nodegroup": name });
  const nodes = [node("a", group("Team_A")), node("b", group("team-a")), node("c", group("team.a"))];
  expect(poolsFrom(nodes).map(({ name }) => name)).toEqual(["team-a", "team-a-2", "team.a"]);
});
