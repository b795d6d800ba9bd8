import { describe, expect, test } from "vitest";
import { type FromCapiOptions, inventoryFromCapi } from "../../src/inventory/from-capi.ts";
import type { ValueMap } from "../../src/nim/value.ts";

const capacity = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `capacity.cluster-autoscaler.kubernetes.io/${name}`,
      value,
    ]),
  );
const sizes = (min: string, max: string) => ({
  "cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size": min,
  "cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size": max,
});
const gpus = capacity({ "gpu-type": "nvidia.com/gpu", "gpu-count": "8" });
const h100 = capacity({ labels: "nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3" });

/** Three machines of eight H100; a test states only what differs. */
const deployment = (annotations: ValueMap = {}, machine: ValueMap = {}, rest: ValueMap = {}): ValueMap => ({
  apiVersion: "cluster.x-k8s.io/v1beta2",
  kind: "MachineDeployment",
  metadata: { name: "h100", namespace: "fleet", annotations: { ...gpus, ...h100, ...annotations } },
  spec: { clusterName: "prod", replicas: 3, template: { spec: { version: "v1.34.2", ...machine } } },
  ...rest,
});

const from = (objects: readonly ValueMap[], options: Partial<FromCapiOptions> = {}) =>
  inventoryFromCapi(objects, {
    name: undefined,
    cluster: undefined,
    products: new Map(),
    all: false,
    ...options,
  });
const poolOf = (objects: readonly ValueMap[], options: Partial<FromCapiOptions> = {}) =>
  from(objects, options).inventory.nodePools[0];

test("a MachineDeployment is a pool, and tells the cluster and its version", () => {
  const { inventory, sources } = from([deployment()]);
  expect(inventory).toMatchObject({
    name: "prod",
    kubernetesVersion: "1.34.2",
    generatedFrom: { source: "cluster-api", cluster: "prod" },
    nodePools: [
      {
        name: "h100",
        nodes: { min: 3, max: 3 },
        gpu: { product: "NVIDIA-H100-80GB-HBM3", count: 8 },
        labels: {},
      },
    ],
  });
  expect(sources.get("h100")).toBe("MachineDeployment fleet/h100");
});

describe("the size", () => {
  test.each<[string, ValueMap, object, number]>([
    ["is that of the autoscaler", sizes("0", "4"), { min: 0, max: 4 }, 0],
    ["is that of the replicas where the autoscaler's is no range", sizes("5", "4"), { min: 3, max: 3 }, 1],
    [
      "is that of the replicas where the autoscaler's is no number",
      sizes("0", "many"),
      { min: 3, max: 3 },
      1,
    ],
  ])("%s", (_, annotations, expected, warnings) => {
    const made = from([deployment(annotations)]);
    expect(made.inventory.nodePools[0]?.nodes).toEqual(expected);
    expect(made.warnings).toHaveLength(warnings);
  });
});

test("annotations win over the template", () => {
  const template = {
    kind: "DockerMachineTemplate",
    metadata: { name: "t", namespace: "fleet" },
    status: { capacity: { cpu: "8", memory: "32Gi", "nvidia.com/gpu": "4" } },
  };
  const infrastructureRef = { kind: "DockerMachineTemplate", name: "t" };
  const pool = poolOf([
    deployment(capacity({ cpu: "192", maxPods: "250" }), { infrastructureRef }),
    template,
  ]);
  expect(pool?.allocatable).toEqual({ cpu: "192", memory: "32Gi", pods: "250" });
  expect(pool?.gpu?.count).toBe(8);
});

test("labels reach the nodes from kubeadm, from the machines as far as they may, and from the annotation", () => {
  const bootstrap = {
    kind: "KubeadmConfigTemplate",
    metadata: { name: "b", namespace: "fleet" },
    spec: {
      template: {
        spec: {
          joinConfiguration: {
            nodeRegistration: { kubeletExtraArgs: [{ name: "node-labels", value: "disk=fast,team=other" }] },
          },
        },
      },
    },
  };
  const made = deployment(
    capacity({ labels: "team=search,nvidia.com/gpu.product=NVIDIA-L40S" }),
    {},
    {
      spec: {
        clusterName: "prod",
        template: {
          metadata: { labels: { "node.cluster.x-k8s.io/kind": "gpu", lost: "true" } },
          spec: { bootstrap: { configRef: { kind: "KubeadmConfigTemplate", name: "b" } } },
        },
      },
    },
  );
  expect(poolOf([made, bootstrap])?.labels).toEqual({
    "node.cluster.x-k8s.io/kind": "gpu",
    disk: "fast",
    team: "search",
  });
});

test("a taint of the annotation replaces that of the machines", () => {
  const taints = [
    { key: "gpu", value: "old", effect: "NoSchedule" },
    { key: "gpu", effect: "NoExecute" },
  ];
  const made = from([deployment(capacity({ taints: "gpu=new:NoSchedule,odd" }), { taints })]);
  expect(made.inventory.nodePools[0]?.taints).toEqual([
    { key: "gpu", value: "new", effect: "NoSchedule" },
    { key: "gpu", effect: "NoExecute" },
  ]);
  expect(made.warnings).toHaveLength(1);
});

test("a pool of which nothing tells the product is left out and named, unless it is told", () => {
  const unlabelled = deployment(capacity({ labels: "" }));
  expect(from([unlabelled])).toMatchObject({ unknown: ["h100"], inventory: { nodePools: [] } });
  const products = new Map([["h100", "h100-sxm"]]);
  expect(poolOf([unlabelled], { products })?.gpu).toEqual({ product: "h100-sxm", count: 8 });
});

test("machines without GPUs are pools only where all are asked for", () => {
  const cpu = { ...deployment(), metadata: { name: "cpu", namespace: "fleet" } };
  expect(from([cpu]).inventory.nodePools).toEqual([]);
  expect(poolOf([cpu], { all: true })).toMatchObject({ name: "cpu" });
});

describe("the topology of a cluster", () => {
  const cluster: ValueMap = {
    apiVersion: "cluster.x-k8s.io/v1beta2",
    kind: "Cluster",
    metadata: { name: "prod", namespace: "fleet" },
    spec: {
      topology: {
        version: "v1.34.2",
        workers: {
          machineDeployments: [
            {
              class: "gpu",
              name: "big",
              replicas: 2,
              failureDomain: "eu-1a",
              metadata: { annotations: { ...gpus, ...h100 } },
            },
          ],
        },
      },
    },
  };

  test("is pools too", () => {
    expect(poolOf([cluster])).toMatchObject({ name: "big", nodes: { min: 2, max: 2 }, zone: "eu-1a" });
  });

  test("is not counted twice where its MachineDeployment is there", () => {
    const made = deployment(
      {},
      {},
      {
        metadata: {
          name: "prod-big-x1",
          namespace: "fleet",
          labels: { "topology.cluster.x-k8s.io/deployment-name": "big" },
          annotations: { ...gpus, ...h100 },
        },
      },
    );
    expect(from([cluster, made]).inventory.nodePools.map(({ name }) => name)).toEqual(["prod-big-x1"]);
  });
});

test("a MachineSet counts only without an owner", () => {
  const set = (owners: ValueMap[]) =>
    deployment(
      {},
      {},
      {
        kind: "MachineSet",
        metadata: {
          name: "set",
          namespace: "fleet",
          annotations: { ...gpus, ...h100 },
          ownerReferences: owners,
        },
      },
    );
  expect(from([set([{ kind: "MachineDeployment" }])]).inventory.nodePools).toEqual([]);
  expect(poolOf([set([])])?.name).toBe("set");
});
