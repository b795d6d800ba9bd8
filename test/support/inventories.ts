import * as fc from "fast-check";
import { productOfLabel } from "../../src/gpu/find-product.ts";
import { migProfilesOf } from "../../src/gpu/mig.ts";
import { gpuProducts } from "../../src/gpu/products.ts";
import type {
  CompletedPool,
  Inventory,
  InventoryNode,
  NodePool,
  PoolGpu,
} from "../../src/inventory/inventory.ts";
import { inventoryApiVersion, inventoryKind } from "../../src/inventory/kind.ts";
import { poolNodes } from "../../src/inventory/nodes.ts";
import { readInventory } from "../../src/inventory/read.ts";
import type { Value, ValueMap } from "../../src/nim/value.ts";

/** The document of an inventory with one pool of eight-GPU nodes, which the pools given replace. */
export function inventoryDocument(nodePools: ValueMap[] = [pool()], spec: ValueMap = {}): ValueMap {
  return {
    apiVersion: inventoryApiVersion,
    kind: inventoryKind,
    metadata: { name: "prod" },
    spec: { nodePools, ...spec },
  };
}

/** A pool as people write it; a test states only what differs. */
export function pool(gpu: ValueMap = {}, rest: { [key: string]: Value } = {}): ValueMap {
  return { name: "h100", nodes: 2, gpu: { product: "NVIDIA-H100-80GB-HBM3", count: 8, ...gpu }, ...rest };
}

export function nodesOf(pool: CompletedPool, components?: Inventory["components"]): InventoryNode[] {
  const { count, at } = poolNodes(pool, components);
  return Array.from({ length: count }, (_, index) => at(index));
}

/** Place and message of each contradiction. */
export function contradictionsIn(pools: ValueMap[], spec: ValueMap = {}): string[] {
  return readInventory(inventoryDocument(pools, spec)).problems.map(
    ({ path, message }) => `${path.slice(1).join(".")}: ${message}`,
  );
}

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const quantity = fc.constantFrom("1", "500m", "64", "80Gi", "1e3");
const amounts = fc.dictionary(fc.constantFrom("cpu", "memory", "ephemeral-storage"), quantity, {
  maxKeys: 3,
});
/** Texts that YAML 1.1 or 1.2 reads as something else where they stand without quotes. */
const trap = fc.constantFrom(
  ..."true n Yes 0777 0o17 0x1F 1.10 1e3 12 1_000 0b1 null 2026-01-31".split(" "),
  "",
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const label = fc.constantFrom(...gpuProducts.flatMap(({ labels }) => labels));

const gpu: fc.Arbitrary<PoolGpu> = fc
  .record(
    {
      product: fc.oneof(label, fc.constantFrom("h100", "a100-80gb", "l40s")),
      count: fc.integer({ min: 1, max: 16 }),
      memoryMiB: fc.integer({ min: 1, max: 300_000 }),
      computeCapability: fc.constantFrom([9, 0] as const, [10, 3] as const),
      deviceID: fc.constantFrom("2330", "20b2"),
      driverVersion: fc.constantFrom("570.86.15", "550.54"),
      nvlink: fc.constantFrom("none", "bridge", "nvswitch", "mnnvl"),
      nvlinkDomainSize: fc.integer({ min: 1, max: 72 }),
      sharing: fc.record({
        strategy: fc.constantFrom("none", "time-slicing", "mps"),
        replicas: fc.integer({ min: 1, max: 10 }),
        renamed: fc.boolean(),
      }),
      virtualization: fc.constantFrom("bare-metal", "passthrough", "vgpu"),
      vgpuProfile: fc.constantFrom("H100XM-80C", "L40S-48C"),
      allocation: fc.constantFrom("device-plugin", "dra"),
    },
    { requiredKeys: ["product"] },
  )
  .chain((written) => {
    const product = productOfLabel(written.product);
    const profiles = ((product && migProfilesOf(product)) ?? []).map((profile) => profile.name);
    const mig = fc.record({
      strategy: fc.constantFrom("none", "single", "mixed"),
      devices:
        profiles.length === 0
          ? fc.constant({})
          : fc.dictionary(fc.constantFrom(...profiles), fc.integer({ min: 1, max: 7 }), { maxKeys: 3 }),
    });
    return maybe(mig).map((cut) => ({ ...written, ...(cut && { mig: cut }) }));
  });

const nodePool: fc.Arbitrary<NodePool> = fc.record(
  {
    name,
    nodes: fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
      .map(([min, more]) => ({ min, max: min + more })),
    nodeNames: fc.uniqueArray(name, { maxLength: 3 }),
    labels: fc.dictionary(name, fc.oneof(name, trap), { maxKeys: 2 }),
    taints: fc.array(
      fc.record(
        { key: name, value: name, effect: fc.constantFrom("NoSchedule", "PreferNoSchedule", "NoExecute") },
        { requiredKeys: ["key", "effect"] },
      ),
      { maxLength: 2 },
    ),
    allocatable: amounts,
    reserved: amounts,
    unschedulable: fc.boolean(),
    zone: name,
    gpu,
  },
  {
    requiredKeys: [
      "name",
      "nodes",
      "nodeNames",
      "labels",
      "taints",
      "allocatable",
      "reserved",
      "unschedulable",
    ],
  },
);

/** Inventories that fit the schema, whether or not they make sense. */
export const anyInventory: fc.Arbitrary<Inventory> = fc.record(
  {
    name,
    kubernetesVersion: fc.constantFrom("1.34", "1.35.4"),
    operatorVersion: fc.constantFrom("3.1.2", "main"),
    scheduler: fc.record(
      { name, scoring: fc.constantFrom("default", "binpack", "kai", "volcano") },
      { requiredKeys: [] },
    ),
    nodePools: fc.array(nodePool, { maxLength: 4 }),
    storageClasses: fc.array(
      fc.record(
        {
          name,
          provisioner: fc.constantFrom("ebs.csi.aws.com", "nfs.csi.k8s.io"),
          accessModes: fc.subarray(["ReadWriteOnce", "ReadWriteMany"]),
          volumeBindingMode: fc.constantFrom("Immediate", "WaitForFirstConsumer"),
          allowVolumeExpansion: fc.boolean(),
          reclaimPolicy: fc.constantFrom("Delete", "Retain"),
          capacity: quantity,
          default: fc.boolean(),
        },
        { requiredKeys: ["name", "default"] },
      ),
      { maxLength: 2 },
    ),
    quotas: fc.array(fc.record({ namespace: name, hard: amounts }), { maxLength: 2 }),
    components: fc.dictionary(
      fc.constantFrom("gpuOperator", "nfd", "gfd"),
      fc.oneof(fc.boolean(), fc.constant("v25.3.0")),
      { maxKeys: 3 },
    ),
    generatedFrom: fc.record({ source: name, at: name, cluster: name }, { requiredKeys: ["source"] }),
  },
  { requiredKeys: ["name", "scheduler", "nodePools", "storageClasses", "quotas", "components"] },
);
