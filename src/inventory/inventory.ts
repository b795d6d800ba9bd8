import type { GpuProduct, NvLink } from "../gpu/products.ts";

/**
 * What GPUs a cluster has, as its `GPUInventory` says it and nothing more: `completePool` fills the rest. Every amount
 * is one of each node. `readInventory` makes it of a text, `documentOf` the document that reads back as the same.
 */
export interface Inventory {
  readonly name: string;
  /** Without a `v`, such as `1.35.4`. */
  readonly kubernetesVersion?: string | undefined;
  readonly operatorVersion?: string | undefined;
  readonly scheduler: { readonly name?: string | undefined; readonly scoring?: Scoring | undefined };
  readonly nodePools: readonly NodePool[];
  readonly storageClasses: readonly StorageClass[];
  readonly quotas: readonly Quota[];
  /** What is installed: whether at all, or which version. */
  readonly components: Readonly<Partial<Record<Component, boolean | string>>>;
  /** Which verdicts of a plan fail a pull request. */
  readonly policy?: Readonly<Record<string, unknown>> | undefined;
  readonly generatedFrom?: GeneratedFrom | undefined;
}

/** How kube-scheduler, or what stands in for it, chooses among the nodes that are possible. */
export const scorings = ["default", "binpack", "kai", "volcano"] as const;
type Scoring = (typeof scorings)[number];

export const componentNames = ["gpuOperator", "nfd", "gfd", "lws", "draDriver", "kueue"] as const;
export type Component = (typeof componentNames)[number];

export interface GeneratedFrom {
  readonly source: string;
  /** RFC 3339, as the generator wrote it. */
  readonly at?: string | undefined;
  readonly cluster?: string | undefined;
}

/** Nodes that are equal in all that matters. */
export interface NodePool {
  readonly name: string;
  /** Equal but for pools that an autoscaler changes. */
  readonly nodes: { readonly min: number; readonly max: number };
  /** Empty where the names do not matter. */
  readonly nodeNames: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What pods can have of a node, as quantities; only what was said. */
  readonly allocatable: Amounts;
  /** What pods of others hold on each node; `pods` is how many they are. */
  readonly reserved: Amounts;
  /** Cordoned. */
  readonly unschedulable: boolean;
  readonly zone?: string | undefined;
  /** Undefined for nodes without GPUs. */
  readonly gpu?: PoolGpu | undefined;
}

/** Quantities by the name of the resource. */
export type Amounts = Readonly<Record<string, string>>;

export const taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"] as const;

export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: (typeof taintEffects)[number];
}

export const nvlinks = ["none", "bridge", "nvswitch", "mnnvl"] as const;
export const sharingStrategies = ["none", "time-slicing", "mps"] as const;
export const migStrategies = ["none", "single", "mixed"] as const;
export const virtualizations = ["bare-metal", "passthrough", "vgpu"] as const;
export const allocations = ["device-plugin", "dra"] as const;

/** The GPUs of each node of a pool; a node with several products is no pool. */
export interface PoolGpu {
  /** As written: a value of the label `nvidia.com/gpu.product`, or an alias such as `h100-sxm`. */
  readonly product: string;
  /** Whole GPUs, or vGPUs of the virtual machine. */
  readonly count?: number | undefined;
  /** Of one whole GPU. */
  readonly memoryMiB?: number | undefined;
  readonly computeCapability?: readonly [major: number, minor: number] | undefined;
  /** The PCI device id in lower case, without the vendor. */
  readonly deviceID?: string | undefined;
  readonly driverVersion?: string | undefined;
  readonly nvlink?: (typeof nvlinks)[number] | undefined;
  /** GPUs that reach each other by NVLink. */
  readonly nvlinkDomainSize?: number | undefined;
  readonly sharing?: Sharing | undefined;
  readonly mig?: Mig | undefined;
  readonly virtualization?: (typeof virtualizations)[number] | undefined;
  /** Such as `H100XM-80C`. */
  readonly vgpuProfile?: string | undefined;
  readonly allocation?: (typeof allocations)[number] | undefined;
}

export interface Sharing {
  readonly strategy: (typeof sharingStrategies)[number];
  /** Pods that may use one GPU, or one MIG device, at a time. */
  readonly replicas: number;
  /** Offered as `nvidia.com/gpu.shared`. */
  readonly renamed: boolean;
}

export interface Mig {
  readonly strategy: (typeof migStrategies)[number];
  /** Instances of each profile on **one** GPU; every GPU of the pool is cut alike. */
  readonly devices: Readonly<Record<string, number>>;
}

/** A pool with everything that is known of it, and where each value is from. Completing it again changes nothing. */
export interface CompletedPool extends NodePool {
  readonly gpu?: CompletedGpu | undefined;
  /** What a node offers to pods, one entry a resource: the amounts in `allocatable` that stand for GPUs. */
  readonly devices: readonly Device[];
  /** Where the values are from, those that were given too. */
  readonly origins: readonly Origin[];
}

export interface CompletedGpu extends PoolGpu {
  /** The product of the catalogue; undefined where it does not know it. */
  readonly known: GpuProduct | undefined;
  /** The value of `nvidia.com/gpu.product`, without what MIG and sharing append. */
  readonly label: string;
  readonly count: number;
  readonly nvlink: (typeof nvlinks)[number];
  readonly nvlinkDomainSize: number;
  readonly sharing: Sharing;
  readonly mig: Mig;
  readonly virtualization: (typeof virtualizations)[number];
  readonly allocation: (typeof allocations)[number];
}

/** One sort of GPU, or of part of one, that pods ask for. */
export interface Device {
  /** Such as `nvidia.com/gpu`, `nvidia.com/gpu.shared` or `nvidia.com/mig-1g.10gb`. */
  readonly resource: string;
  /** How many of them a node has in `allocatable`. */
  readonly count: number;
  /** Of one; of a shared GPU, what its pods have together. Undefined where nobody knows. */
  readonly memoryMiB: number | undefined;
  readonly migProfile?: string | undefined;
  /** Pods that share one. */
  readonly sharedBy: number;
}

export interface Origin {
  /** A path of the pool, such as `gpu.memory`. */
  readonly path: string;
  readonly value: string;
  /** `catalogue`: a fact of the product; `assumed`: the usual, which may be wrong here. */
  readonly from: "given" | "catalogue" | "assumed";
  /** Whose fact it is, or why it is assumed. */
  readonly source?: string | undefined;
}

/** A node as the scheduler sees it. */
export interface InventoryNode {
  readonly name: string;
  readonly pool: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What is not in it is not known, and no limit: cpu and memory, where the pool does not say them. */
  readonly allocatable: Amounts;
  readonly reserved: Amounts;
  readonly unschedulable: boolean;
  /** The autoscaler makes it when it is needed. */
  readonly onDemand: boolean;
}

export interface StorageClass {
  readonly name: string;
  readonly provisioner?: string | undefined;
  readonly accessModes?: readonly string[] | undefined;
  readonly volumeBindingMode?: "Immediate" | "WaitForFirstConsumer" | undefined;
  readonly allowedTopologies?: readonly Topology[] | undefined;
  readonly allowVolumeExpansion?: boolean | undefined;
  readonly reclaimPolicy?: "Delete" | "Retain" | undefined;
  /** What volumes of the class can have together, as a quantity. */
  readonly capacity?: string | undefined;
  readonly default: boolean;
}

/** core/v1 TopologySelectorTerm. */
export interface Topology {
  readonly matchLabelExpressions: readonly { readonly key: string; readonly values: readonly string[] }[];
}

/** A ResourceQuota. */
export interface Quota {
  readonly namespace: string;
  readonly hard: Amounts;
}

/** What the inventory calls the way in which a product's GPUs are joined. */
export const nvlinkNames: Readonly<Record<NvLink, (typeof nvlinks)[number]>> = {
  none: "none",
  bridge: "bridge",
  switch: "nvswitch",
  rack: "mnnvl",
  cpu: "none",
};
