import { type Document, visit } from "yaml";
import { formatComputeCapability } from "../gpu/compute-capability.ts";
import { resolveCoreScalar, resolveScalar } from "../nim/yaml-scalar.ts";
import {
  componentNames,
  type GeneratedFrom,
  type Inventory,
  type NodePool,
  type PoolGpu,
  type StorageClass,
  type Taint,
} from "./inventory.ts";
import { inventoryApiVersion, inventoryKind } from "./kind.ts";

/** Puts texts in quotes that kubectl's YAML or YAML 1.2 would read as something else: `y`, `0o17`, `1.10`. */
export function quoteTraps(document: Document): void {
  visit(document, {
    Scalar(_, scalar) {
      const { value, type } = scalar;
      if (typeof value !== "string" || (type !== undefined && type !== "PLAIN")) return;
      if (resolveScalar(value) !== value || resolveCoreScalar(value) !== value) scalar.type = "QUOTE_DOUBLE";
    },
  });
}

/**
 * The document of an inventory, with its fields in one order and without those that say nothing; to be written as YAML or
 * JSON. `readInventory` makes the same inventory of it.
 */
export function documentOf(inventory: Inventory) {
  const { name, scheduler, nodePools, storageClasses, quotas, components, ...rest } = inventory;
  return {
    apiVersion: inventoryApiVersion,
    kind: inventoryKind,
    metadata: { name },
    spec: {
      ...written({
        kubernetesVersion: rest.kubernetesVersion,
        operatorVersion: rest.operatorVersion,
        scheduler: filled(written({ name: scheduler.name, scoring: scheduler.scoring })),
      }),
      nodePools: nodePools.map(poolDocument),
      ...written({
        storageClasses: storageClasses.length > 0 ? storageClasses.map(classDocument) : undefined,
        quotas: quotas.length > 0 ? quotas.map(({ namespace, hard }) => ({ namespace, hard })) : undefined,
        components: filled(componentDocument(components)),
        policy: rest.policy,
        generatedFrom: rest.generatedFrom && generatorDocument(rest.generatedFrom),
      }),
    },
  };
}

function poolDocument(pool: NodePool) {
  const { min, max } = pool.nodes;
  return {
    name: pool.name,
    nodes: min === max ? min : { min, max },
    ...written({
      nodeNames: pool.nodeNames.length > 0 ? pool.nodeNames : undefined,
      zone: pool.zone,
      gpu: pool.gpu && gpuDocument(pool.gpu),
      labels: filled(pool.labels),
      taints: pool.taints.length > 0 ? pool.taints.map(taintDocument) : undefined,
      allocatable: filled(pool.allocatable),
      reserved: filled(pool.reserved),
      unschedulable: pool.unschedulable || undefined,
    }),
  };
}

function gpuDocument(gpu: PoolGpu) {
  const { product, count, memoryMiB, computeCapability, sharing, mig } = gpu;
  return {
    product,
    ...written({
      count,
      memory: memoryMiB,
      computeCapability: computeCapability && formatComputeCapability(computeCapability),
      deviceID: gpu.deviceID,
      driverVersion: gpu.driverVersion,
      nvlink: gpu.nvlink,
      nvlinkDomainSize: gpu.nvlinkDomainSize,
      virtualization: gpu.virtualization,
      vgpuProfile: gpu.vgpuProfile,
      allocation: gpu.allocation,
      sharing: sharing && {
        strategy: sharing.strategy,
        ...(sharing.replicas !== 1 && { replicas: sharing.replicas }),
        ...(sharing.renamed && { renamed: true }),
      },
      mig: mig && { strategy: mig.strategy, ...written({ devices: filled(mig.devices) }) },
    }),
  };
}

function taintDocument({ key, value, effect }: Taint) {
  return { key, ...written({ value }), effect };
}

function classDocument(storage: StorageClass) {
  return {
    name: storage.name,
    ...written({
      provisioner: storage.provisioner,
      accessModes: storage.accessModes,
      volumeBindingMode: storage.volumeBindingMode,
      allowedTopologies: storage.allowedTopologies,
      allowVolumeExpansion: storage.allowVolumeExpansion,
      reclaimPolicy: storage.reclaimPolicy,
      capacity: storage.capacity,
      default: storage.default || undefined,
    }),
  };
}

function componentDocument(components: Inventory["components"]) {
  return written(Object.fromEntries(componentNames.map((name) => [name, components[name]])));
}

function generatorDocument({ source, at, cluster }: GeneratedFrom) {
  return { source, ...written({ at, cluster }) };
}

function filled<T extends object>(map: T): T | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

function written<T extends object>(map: T): Partial<T> {
  const kept: Partial<T> = { ...map };
  for (const key of Object.keys(kept)) {
    if (Reflect.get(kept, key) === undefined) Reflect.deleteProperty(kept, key);
  }
  return kept;
}
