import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { migProfilesOf } from "../../src/gpu/mig.ts";
import { gpuProducts } from "../../src/gpu/products.ts";
import { completePool } from "../../src/inventory/complete.ts";
import { kwokObjects } from "../../src/inventory/export-kwok.ts";
import { inventoryFromNodes } from "../../src/inventory/from-nodes.ts";
import type { Inventory, NodePool, PoolGpu } from "../../src/inventory/inventory.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { goldenDirectory, haveGolden, noGolden } from "../support/golden.ts";
import { inventoryDocument, nodesOf, pool } from "../support/inventories.ts";
import { withinCpu } from "../support/within-cpu.ts";

const inventoryOf = (nodePools: ValueMap[], spec: ValueMap = {}): Inventory => {
  const { inventory, problems } = readInventory(inventoryDocument(nodePools, spec));
  expect(problems).toEqual([]);
  if (!inventory) throw new Error("no inventory");
  return inventory;
};

const readBack = (inventory: Inventory) =>
  inventoryFromNodes(kwokObjects(inventory, { at: "max" }), { name: inventory.name, allLabels: true });

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const some = (amounts: Record<string, string>) =>
  fc.subarray(Object.entries(amounts)).map((entries): Record<string, string> => Object.fromEntries(entries));

const wholeGpu: fc.Arbitrary<PoolGpu> = fc.record(
  {
    product: fc.constantFrom(
      ...gpuProducts.flatMap(({ labels: [label] }) => (label === undefined ? [] : [label])),
    ),
    count: fc.integer({ min: 1, max: 16 }),
    memoryMiB: fc.constantFrom(12_345, 99_999),
    driverVersion: fc.constantFrom("570.86.15", "550.54"),
    sharing: fc.record({
      strategy: fc.constantFrom("time-slicing", "mps"),
      replicas: fc.integer({ min: 2, max: 9 }),
      renamed: fc.boolean(),
    }),
  },
  { requiredKeys: ["product", "count"] },
);

const unknownGpu: fc.Arbitrary<PoolGpu> = fc.record({
  product: fc.constantFrom("NVIDIA-X9000", "Some-GPU"),
  count: fc.integer({ min: 1, max: 4 }),
  memoryMiB: fc.constant(40_000),
  computeCapability: fc.constant([9, 0] as const),
});

const virtualGpu: fc.Arbitrary<PoolGpu> = fc.record({
  product: fc.constantFrom("NVIDIA-H100XM-40C", "NVIDIA-L40S-48C"),
  count: fc.integer({ min: 1, max: 4 }),
});

const cutGpu: fc.Arbitrary<PoolGpu> = fc
  .constantFrom(...gpuProducts.filter((product) => (migProfilesOf(product) ?? []).length > 0))
  .chain((product) => {
    const profiles = migProfilesOf(product) ?? [];
    const single = fc
      .constantFrom(...profiles)
      .map(({ name, most }) => ({ strategy: "single" as const, devices: { [name]: most } }));
    const mixed = fc
      .uniqueArray(fc.constantFrom(...profiles), { minLength: 1, maxLength: 2 })
      .map((each) => ({
        strategy: "mixed" as const,
        devices: Object.fromEntries(each.map(({ name }) => [name, 1])),
      }));
    return fc.record(
      {
        product: fc.constant(product.labels[0] ?? ""),
        count: fc.integer({ min: 1, max: 8 }),
        mig: fc.oneof(single, mixed),
        sharing: fc.constant({ strategy: "time-slicing" as const, replicas: 3, renamed: false }),
      },
      { requiredKeys: ["product", "count", "mig"] },
    );
  });

const nodePool: fc.Arbitrary<NodePool> = fc
  .record({
    name: fc.stringMatching(/^[a-z]{3,6}$/),
    count: fc.integer({ min: 1, max: 3 }),
    isNamed: fc.boolean(),
    labels: some({ team: "search", "example.com/tier": "gold", empty: "" }),
    taints: fc.subarray<NodePool["taints"][number]>([
      { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
      { key: "dedicated", effect: "NoExecute" },
      { key: "dedicated", value: "x", effect: "PreferNoSchedule" },
    ]),
    allocatable: some({ cpu: "63500m", memory: "500Gi", "ephemeral-storage": "1Ti", pods: "250" }),
    reserved: some({ cpu: "2500m", memory: "16Gi", "nvidia.com/gpu": "1", pods: "3" }),
    unschedulable: fc.boolean(),
    zone: maybe(fc.constantFrom("eu-1a", "eu-1b")),
    gpu: maybe(fc.oneof(wholeGpu, unknownGpu, virtualGpu, cutGpu)),
  })
  .map(({ name, count, isNamed, zone, gpu, ...rest }) => ({
    ...rest,
    name,
    nodes: { min: count, max: count },
    nodeNames: isNamed ? Array.from({ length: count }, (_, index) => `node-${name}-${7 * index}`) : [],
    ...(zone !== undefined && { zone }),
    ...(gpu && { gpu }),
  }));

/**
 * Inventories in the fewest words that nodes can tell. They do not tell: versions, scheduler, components, policy and
 * generatedFrom; an autoscaler's min and max; NVLink and the device id; DRA, which ResourceSlices tell; of GPUs that are
 * cut into equal instances, how many there are where one is not cut as far as it goes.
 */
const tellable: fc.Arbitrary<Inventory> = fc.record({
  name: fc.constant("prod"),
  scheduler: fc.constant({}),
  components: fc.constant({}),
  nodePools: fc.uniqueArray(nodePool, { maxLength: 4, selector: ({ name }) => name }),
  storageClasses: fc.uniqueArray(
    fc.record(
      {
        name: fc.stringMatching(/^[a-z]{2,5}$/),
        provisioner: fc.constantFrom("ebs.csi.aws.com", "nfs.csi.k8s.io"),
        accessModes: fc.subarray(["ReadWriteOnce", "ReadWriteMany"]),
        volumeBindingMode: fc.constantFrom("Immediate", "WaitForFirstConsumer"),
        allowedTopologies: fc.constant([
          { matchLabelExpressions: [{ key: "topology.kubernetes.io/zone", values: ["a", "b"] }] },
        ]),
        allowVolumeExpansion: fc.boolean(),
        reclaimPolicy: fc.constantFrom("Delete", "Retain"),
        capacity: fc.constant("10Ti"),
        default: fc.boolean(),
      },
      { requiredKeys: ["name", "default"] },
    ),
    { maxLength: 2, selector: ({ name }) => name },
  ),
  quotas: fc.array(
    fc.record({ namespace: fc.constantFrom("models", "default"), hard: some({ "requests.cpu": "8" }) }),
    { maxLength: 3 },
  ),
});

describe("an inventory that is exported and read back", () => {
  test("is the same", () => {
    fc.assert(
      fc.property(tellable, (inventory) => {
        const { inventory: read, warnings } = readBack(inventory);
        expect(warnings).toEqual([]);
        expect(read).toEqual(inventory);
      }),
      { numRuns: 300 },
    );
  });

  test("has the same nodes however it was written", () => {
    const short = inventoryOf([
      pool({ product: "h100", count: 8 }, { name: "short", zone: "eu-1a" }),
      pool({ product: "h100", vgpuProfile: "H100XM-40C", count: 2 }, { name: "virtual" }),
      pool({}, { name: "less", allocatable: { "nvidia.com/gpu": 7, memory: "1024Gi" } }),
      { name: "cpu", nodes: 2 },
    ]);
    const nodes = (inventory: Inventory) =>
      inventory.nodePools.flatMap((each) => nodesOf(completePool(each), inventory.components));
    expect(nodes(readBack(short).inventory)).toEqual(nodes(short));
  });

  const scheduling = join(goldenDirectory, "scheduling");
  test.runIf(haveGolden || process.env.CI).each(haveGolden ? readdirSync(scheduling) : [noGolden])(
    "has the recorded nodes of %s",
    (name) => {
      const { inventory } = readInventory(
        parse(readFileSync(join(scheduling, name, "inventory.yaml"), "utf8")),
      );
      if (!inventory) throw new Error("no inventory");
      const nodes = ({ nodePools }: Inventory) => nodePools.flatMap((each) => nodesOf(completePool(each)));
      expect(nodes(readBack(inventory).inventory)).toEqual(nodes(inventory));
    },
  );
});

describe("the objects for KWOK", () => {
  const kinds = (objects: readonly ValueMap[]) => objects.map(({ kind }) => kind);

  test("are nodes that KWOK plays, with what the pool says", () => {
    const [node] = kwokObjects(
      inventoryOf([
        pool({}, { nodes: 1, unschedulable: true, taints: [{ key: "gpu", effect: "NoSchedule" }] }),
      ]),
      { at: "max" },
    );
    expect(node).toMatchObject({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "h100-1", annotations: { "kwok.x-k8s.io/node": "fake", "nimops.dev/pool": "h100" } },
      spec: { unschedulable: true, taints: [{ key: "gpu", effect: "NoSchedule" }] },
      status: { allocatable: { "nvidia.com/gpu": "8", pods: "110", cpu: "100k" } },
    });
  });

  test("hold what others have in pods that are bound already", () => {
    const objects = kwokObjects(
      inventoryOf([pool({}, { nodes: 1, reserved: { "nvidia.com/gpu": 2, cpu: "1", pods: 3 } })]),
      { at: "max" },
    );
    expect(kinds(objects)).toEqual(["Namespace", "Node", "Pod", "Pod", "Pod"]);
    expect(valueAt(objects[2], ["spec", "nodeName"])).toBe("h100-1");
    expect(valueAt(objects[2], ["spec", "containers", 0, "resources"])).toEqual({
      requests: { "nvidia.com/gpu": "2", cpu: "1" },
      limits: { "nvidia.com/gpu": "2" },
    });
  });

  test("are as many nodes as the autoscaler makes at least, or at most", () => {
    const inventory = inventoryOf([pool({}, { nodes: { min: 1, max: 4 } })]);
    expect(kwokObjects(inventory, { at: "min" })).toHaveLength(1);
    expect(kwokObjects(inventory, { at: "max" })).toHaveLength(4);
  });

  test("are refused where there would be too many", () => {
    const inventory = inventoryOf([pool({}, { nodes: 5000, reserved: { pods: 100 } })]);
    expect(() => kwokObjects(inventory, { at: "max" })).toThrow("5000 nodes with 500000 reserved pods");
  });

  test("are counted before any is made", async () => {
    const pools = Array.from({ length: 1000 }, (_, index) => pool({}, { name: `p${index}`, nodes: 10_000 }));
    const { inventory } = readInventory(inventoryDocument(pools));
    const made = () => inventory && kwokObjects(inventory, { at: "max" });
    await withinCpu(3000, () => expect(made).toThrow("10000000 nodes"));
  });
});
