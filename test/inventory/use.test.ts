import { describe, expect, test } from "vitest";
import { readInventory } from "../../src/inventory/read.ts";
import { useOf } from "../../src/inventory/use.ts";
import { workloadsIn } from "../../src/inventory/workloads.ts";
import type { Value, ValueMap } from "../../src/nim/value.ts";
import { inventoryDocument, pool } from "../support/inventories.ts";
import { threadTime } from "../support/thread-time.ts";
import { withinCpu } from "../support/within-cpu.ts";

/** A Deployment of one pod with a GPU; a test states only what differs. */
const deployment = (pod: ValueMap = {}, spec: ValueMap = {}, gpus: Value = 1): ValueMap => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "llama", namespace: "models" },
  spec: {
    ...spec,
    template: {
      spec: { containers: [{ name: "c", resources: { limits: { "nvidia.com/gpu": gpus } } }], ...pod },
    },
  },
});

const use = (pools: ValueMap[], ...objects: ValueMap[]) => {
  const { inventory } = readInventory(inventoryDocument(pools));
  if (!inventory) throw new Error("no inventory");
  return useOf(inventory, workloadsIn(objects));
};

const h100 = pool();
const l40s = pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s" });
const chosen = (product: string) => ({ nodeSelector: { "nvidia.com/gpu.product": product } });

test("a workload counts for the only pool that it can go to", () => {
  const [first] = use([h100, l40s], deployment({}, { replicas: 2 }, 8)).pools;
  expect(first?.resources).toEqual([
    {
      resource: "nvidia.com/gpu",
      perNode: 8,
      total: { min: 16, max: 16 },
      reserved: { min: 0, max: 0 },
      workloads: { min: 16, max: 16 },
    },
  ]);
});

test("what could go to several pools counts for none", () => {
  const { pools, open } = use([h100, l40s], deployment());
  expect(pools.flatMap(({ workloads }) => workloads)).toEqual([]);
  expect(open.map(({ pools: possible }) => possible)).toEqual([["h100", "l40s"]]);
});

test("an autoscaler makes it a range", () => {
  const autoscaler: ValueMap = {
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "llama", namespace: "models" },
    spec: { scaleTargetRef: { kind: "Deployment", name: "llama" }, minReplicas: 2, maxReplicas: 5 },
  };
  expect(use([h100], deployment(), autoscaler).pools[0]?.resources[0]?.workloads).toEqual({ min: 2, max: 5 });
});

test("a LeaderWorkerSet is its leaders and its workers", () => {
  const template = deployment({}, {}, 8).spec;
  const spec = (template as { template: ValueMap }).template;
  const set: ValueMap = {
    kind: "LeaderWorkerSet",
    metadata: { name: "r1-lws", namespace: "models" },
    spec: { replicas: 2, leaderWorkerTemplate: { size: 3, leaderTemplate: spec, workerTemplate: spec } },
  };
  const [first] = use([pool({}, { nodes: 6 })], set).pools;
  expect(first?.workloads.map(({ name, pods }) => [name, pods.max])).toEqual([
    ["r1-lws (leader)", 2],
    ["r1-lws (workers)", 4],
  ]);
  expect(first?.resources[0]?.workloads.max).toBe(48);
});

describe("a pool is possible", () => {
  const tainted = pool({}, { taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }] });
  const affinity = (expression: ValueMap): ValueMap => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [expression] }],
        },
      },
    },
  });
  const product = "nvidia.com/gpu.product";
  test.each<[string, boolean, ValueMap, ValueMap]>([
    ["by its labels", true, h100, chosen("NVIDIA-H100-80GB-HBM3")],
    ["not with other labels", false, h100, chosen("NVIDIA-L40S")],
    [
      "by affinity",
      true,
      h100,
      affinity({ key: product, operator: "In", values: ["NVIDIA-H100-80GB-HBM3"] }),
    ],
    [
      "not by affinity",
      false,
      h100,
      affinity({ key: product, operator: "NotIn", values: ["NVIDIA-H100-80GB-HBM3"] }),
    ],
    [
      "by a number",
      true,
      h100,
      affinity({ key: "nvidia.com/gpu.memory", operator: "Gt", values: ["80000"] }),
    ],
    ["not where an operator is unknown", false, h100, affinity({ key: product, operator: "constructor" })],
    ["not with a taint", false, tainted, {}],
    ["with a toleration", true, tainted, { tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }] }],
    [
      "not with a toleration of no value",
      false,
      tainted,
      { tolerations: [{ key: "nvidia.com/gpu", operator: "Equal" }] },
    ],
    ["not where it is cordoned", false, pool({}, { unschedulable: true }), {}],
    ["by the name of a node", true, h100, { nodeSelector: { "kubernetes.io/hostname": "h100-2" } }],
    ["by the name of the last node", true, h100, { nodeName: "h100-2" }],
    ["not by the name of a node that it has not", false, h100, { nodeName: "h100-3" }],
    [
      "on nodes that are not named",
      true,
      h100,
      affinity({ key: "kubernetes.io/hostname", operator: "NotIn", values: ["h100-1"] }),
    ],
    [
      "not where all nodes are named away",
      false,
      h100,
      affinity({ key: "kubernetes.io/hostname", operator: "NotIn", values: ["h100-1", "h100-2"] }),
    ],
    [
      "by the number that is a node's name",
      true,
      pool({}, { nodeNames: ["a", "7"] }),
      affinity({ key: "kubernetes.io/hostname", operator: "Gt", values: ["5"] }),
    ],
    ["not where others have taken it", false, pool({}, { reserved: { "nvidia.com/gpu": 8 } }), {}],
    [
      "where cpu is not said",
      true,
      h100,
      { initContainers: [{ name: "i", resources: { requests: { cpu: "999" } } }] },
    ],
  ])("%s", (_, expected, written, pod) => {
    expect(use([written], deployment(pod)).nowhere.length === 0).toBe(expected);
  });
});

test("why no pool is possible is told", () => {
  expect(use([h100, l40s], deployment(chosen("NVIDIA-H100-80GB-HBM3"), {}, 16)).nowhere).toMatchObject([
    { why: "too little is left on a node of h100; its node selector or affinity leaves out l40s" },
  ]);
});

test("pods that get GPUs by resource claims are told, not counted", () => {
  const claiming = deployment({ resourceClaims: [{ name: "gpu" }], containers: [] });
  expect(use([h100], claiming).claiming).toHaveLength(1);
});

test("pools of many nodes take no longer than those of few", async () => {
  const pools = Array.from({ length: 300 }, (_, index) =>
    pool({}, { name: `p${index}`, nodes: 10_000, reserved: { "nvidia.com/gpu": 1 } }),
  );
  const last = deployment({ nodeSelector: { "kubernetes.io/hostname": "p299-10000" } });
  const made = await withinCpu(3000, () => use(pools, deployment(), last));
  expect(made.pools.at(-1)?.workloads).toHaveLength(1);
});

describe("large fleets", () => {
  const many = (count: number, nodes = 1) =>
    Array.from({ length: count }, (_, index) => pool({}, { name: `p${index}`, nodes }));

  test("four times the pools take no more than eight times as long", () => {
    const workloads = workloadsIn(Array.from({ length: 50 }, () => deployment()));
    const timer = (count: number) => {
      const { inventory } = readInventory(inventoryDocument(many(count)));
      if (!inventory) throw new Error("no inventory");
      return () => {
        const started = threadTime();
        expect(useOf(inventory, workloads).open).toHaveLength(50);
        return threadTime() - started;
      };
    };
    const [small, large] = [timer(500), timer(2000)];
    small();
    expect(Math.min(...[1, 2, 3].map(() => large() / small()))).toBeLessThan(8);
  });

  test("the nodes of a pool are not made one by one", async () => {
    const pools = many(300, 10_000);
    const made = await withinCpu(3000, () => use(pools, deployment()));
    expect(made.pools[0]?.resources[0]?.total).toEqual({ min: 80_000, max: 80_000 });
  });
});
