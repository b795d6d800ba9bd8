import { parseComputeCapability } from "../gpu/compute-capability.ts";
import { parseQuantity, wholeUnits } from "../nim/quantity.ts";
import type { Amounts, Inventory, NodePool, PoolGpu, StorageClass } from "./inventory.ts";
import type { InventoryDocument } from "./schema.ts";

type Spec = InventoryDocument["spec"];
type WrittenPool = Spec["nodePools"][number];
type WrittenGpu = NonNullable<WrittenPool["gpu"]>;

/** Each value in the one form that the rest of the program knows, without any that was not written. */
export function normalized({ metadata, spec }: InventoryDocument): Inventory {
  return {
    name: metadata.name,
    ...defined({
      kubernetesVersion: spec.kubernetesVersion?.replace(/^v/, ""),
      operatorVersion: spec.operatorVersion?.replace(/^v/, ""),
    }),
    scheduler: defined({ ...spec.scheduler }),
    nodePools: spec.nodePools.map(poolOf),
    storageClasses: (spec.storageClasses ?? []).map(classOf),
    quotas: (spec.quotas ?? []).map(({ namespace, hard }) => ({ namespace, hard: amountsOf(hard) })),
    components: componentsOf(spec),
    ...(spec.policy === undefined ? {} : { policy: spec.policy }),
    ...(spec.generatedFrom === undefined ? {} : { generatedFrom: defined(spec.generatedFrom) }),
  };
}

function poolOf(pool: WrittenPool): NodePool {
  const names = pool.nodeNames ?? [];
  return {
    name: pool.name,
    nodes: pool.nodes ?? { min: names.length, max: names.length },
    nodeNames: names,
    labels: pool.labels ?? {},
    taints: (pool.taints ?? []).map((taint) => defined(taint)),
    allocatable: amountsOf(pool.allocatable),
    reserved: amountsOf(pool.reserved),
    unschedulable: pool.unschedulable ?? false,
    ...defined({ zone: pool.zone, gpu: pool.gpu && gpuOf(pool.gpu) }),
  };
}

function gpuOf(gpu: WrittenGpu): PoolGpu {
  const { memory, computeCapability, deviceID, sharing, mig, ...rest } = gpu;
  return defined({
    ...rest,
    memoryMiB: memory === undefined ? undefined : mebibytesOf(memory),
    computeCapability:
      computeCapability === undefined ? undefined : parseComputeCapability(computeCapability),
    deviceID: deviceID?.toLowerCase().replace(/^0x|:10de$/g, ""),
    sharing: sharing && {
      strategy: sharing.strategy,
      replicas: sharing.replicas ?? 1,
      renamed: sharing.renamed ?? false,
    },
    mig: mig && { strategy: mig.strategy, devices: mig.devices ?? {} },
  });
}

/** A number is MiB, as the label `nvidia.com/gpu.memory` has it; with a unit, it is a quantity of bytes. */
function mebibytesOf(memory: string | number): number {
  if (typeof memory === "number") return memory;
  const bytes = parseQuantity(memory);
  return bytes === undefined ? 0 : Number(wholeUnits(bytes) / 1_048_576n);
}

function classOf({
  capacity,
  default: isDefault = false,
  ...rest
}: NonNullable<Spec["storageClasses"]>[number]) {
  const written: StorageClass = {
    ...defined({ ...rest, capacity: capacity === undefined ? undefined : String(capacity) }),
    default: isDefault,
  };
  return written;
}

function componentsOf({ components = {} }: Spec): Inventory["components"] {
  const known: Record<string, boolean | string> = {};
  for (const [name, value] of Object.entries(components)) {
    if (value !== undefined)
      known[name] = value === "true" ? true : value === "false" ? false : String(value);
  }
  return known;
}

function amountsOf(written: Readonly<Record<string, string | number>> = {}): Amounts {
  return Object.fromEntries(Object.entries(written).map(([name, amount]) => [name, String(amount)]));
}

/** Without the fields that were left out, so that equal inventories are equal however they came about. */
function defined<T extends object>(map: T): T {
  const kept = { ...map };
  for (const key of Object.keys(kept)) {
    if (Reflect.get(kept, key) === undefined) Reflect.deleteProperty(kept, key);
  }
  return kept;
}
