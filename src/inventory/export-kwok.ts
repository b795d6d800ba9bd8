import { isExtendedResource } from "../nim/gpu-resource.ts";
import type { Value, ValueMap } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import { canonicalAmounts, isNothing, timesAmount } from "./amounts.ts";
import { completePool } from "./complete.ts";
import type { Amounts, CompletedPool, Inventory, InventoryNode, StorageClass, Taint } from "./inventory.ts";
import { defaultClassAnnotation, marks, reservedNamespace, unknownProvisioner } from "./node-marks.ts";
import { poolNodes } from "./nodes.ts";

interface KwokOptions {
  /** Of pools that an autoscaler changes, the least or the most nodes. */
  readonly at: "min" | "max";
}

/**
 * The objects that make a cluster with KWOK look like the inventory: nodes, the pods that others have on them, storage
 * classes and quotas with their namespaces.
 *
 * @throws UserError where there would be more objects than a cluster holds.
 */
export function kwokObjects(inventory: Inventory, { at }: KwokOptions): ValueMap[] {
  const pools = inventory.nodePools.map((written) => {
    const pool = completePool(written);
    const { min, max } = pool.nodes;
    return { pool, count: at === "max" ? max : Math.min(min, max) };
  });
  const count = pools.reduce((sum, each) => sum + each.count, 0);
  const pods = pools.reduce((sum, each) => sum + each.count * podsOf(each.pool.reserved), 0);
  if (count + pods > mostObjects) {
    throw new UserError(`the inventory comes to ${count} nodes with ${pods} reserved pods`, {
      help: `${mostObjects} objects are the most that are written; lower nodes, or reserved.pods`,
    });
  }
  const nodes = pools.flatMap((each) => {
    const made = poolNodes(each.pool, inventory.components);
    return Array.from({ length: each.count }, (_, index) => made.at(index));
  });
  return [
    ...namespacesOf(inventory, pods > 0).map((name) => object("v1", "Namespace", { name })),
    ...inventory.storageClasses.map(storageClass),
    ...quotas(inventory),
    ...nodes.map((node) => nodeObject(node, inventory.kubernetesVersion)),
    ...nodes.flatMap(reservedPods),
  ];
}

/** Pools whose GPUs are given out by resource claims: what the driver would publish of them is not among the objects. */
export function poolsByClaims({ nodePools }: Inventory): readonly CompletedPool[] {
  return nodePools.map((pool) => completePool(pool)).filter(({ gpu }) => gpu?.allocation === "dra");
}

const mostObjects = 100_000;

/** So much that no pod finds too little of it. */
const noLimit: Amounts = { cpu: "100k", memory: "1Pi", "ephemeral-storage": "1Pi" };

function nodeObject(node: InventoryNode, kubernetesVersion: string | undefined): ValueMap {
  const assumed = Object.keys(noLimit).filter((name) => !Object.hasOwn(node.allocatable, name));
  const amounts = { ...noLimit, ...node.allocatable };
  const taints = node.taints.map(taintObject);
  return {
    ...object("v1", "Node", {
      name: node.name,
      labels: { ...node.labels },
      annotations: {
        "kwok.x-k8s.io/node": "fake",
        [marks.pool]: node.pool,
        ...(assumed.length > 0 && { [marks.assumed]: assumed.join(",") }),
      },
    }),
    spec: {
      ...(taints.length > 0 && { taints }),
      ...(node.unschedulable && { unschedulable: true }),
    },
    status: {
      capacity: { ...amounts },
      allocatable: { ...amounts },
      nodeInfo: {
        architecture: node.labels["kubernetes.io/arch"] ?? "amd64",
        operatingSystem: node.labels["kubernetes.io/os"] ?? "linux",
        kubeletVersion: kubernetesVersion === undefined ? "fake" : `v${kubernetesVersion}`,
      },
    },
  };
}

function taintObject({ key, value, effect }: Taint): ValueMap {
  return { key, ...(value !== undefined && { value }), effect };
}

/** How many pods stand for what others hold: at least one, where they hold anything. */
function podsOf({ pods, ...held }: Amounts): number {
  const isHeld = Object.values(held).some((amount) => !isNothing(amount));
  return Math.max(isHeld ? 1 : 0, Math.ceil(timesAmount(pods, 1)));
}

/** The first holds all that is reserved, so that no amount is divided; the others only take their places. */
function reservedPods({ name, reserved }: InventoryNode): ValueMap[] {
  const { pods, ...held } = reserved;
  const amounts = Object.fromEntries(Object.entries(held).filter(([, amount]) => !isNothing(amount)));
  return Array.from({ length: podsOf(reserved) }, (_, index) => ({
    ...object("v1", "Pod", {
      name: `${name}-${index + 1}`,
      namespace: reservedNamespace,
      ...(pods === undefined && { annotations: { [marks.uncounted]: "true" } }),
    }),
    spec: {
      nodeName: name,
      containers: [
        {
          name: "held",
          image: "registry.k8s.io/pause:3.10",
          ...(index === 0 && { resources: resourcesOf(amounts) }),
        },
      ],
      tolerations: [{ operator: "Exists" }],
      terminationGracePeriodSeconds: 0,
    },
  }));
}

/** The API server wants a limit of the same size for what a device plugin offers. */
function resourcesOf(requests: Amounts): ValueMap {
  const limits = Object.fromEntries(Object.entries(requests).filter(([name]) => isExtendedResource(name)));
  return { requests: { ...requests }, ...(Object.keys(limits).length > 0 && { limits }) };
}

/** The API server makes these itself. */
const ownNamespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

function namespacesOf({ quotas: written }: Inventory, isReserved: boolean): string[] {
  const names = written.map(({ namespace }) => namespace).concat(isReserved ? [reservedNamespace] : []);
  return [...new Set(names)].filter((name) => !ownNamespaces.includes(name));
}

function quotas({ quotas: written }: Inventory): ValueMap[] {
  const seen = new Map<string, number>();
  return written.map(({ namespace, hard }) => {
    const count = (seen.get(namespace) ?? 0) + 1;
    seen.set(namespace, count);
    const name = count === 1 ? "quota" : `quota-${count}`;
    return {
      ...object("v1", "ResourceQuota", { name, namespace }),
      spec: { hard: { ...canonicalAmounts(hard) } },
    };
  });
}

function storageClass(written: StorageClass): ValueMap {
  const annotations = {
    ...(written.default && { [defaultClassAnnotation]: "true" }),
    ...(written.accessModes && { [marks.accessModes]: written.accessModes.join(",") }),
    ...(written.capacity !== undefined && { [marks.capacity]: written.capacity }),
  };
  const topologies = written.allowedTopologies?.map(({ matchLabelExpressions }) => ({
    matchLabelExpressions: matchLabelExpressions.map(({ key, values }) => ({ key, values: [...values] })),
  }));
  return {
    ...object("storage.k8s.io/v1", "StorageClass", {
      name: written.name,
      ...(Object.keys(annotations).length > 0 && { annotations }),
    }),
    provisioner: written.provisioner ?? unknownProvisioner,
    ...given("volumeBindingMode", written.volumeBindingMode),
    ...given("reclaimPolicy", written.reclaimPolicy),
    ...given("allowVolumeExpansion", written.allowVolumeExpansion),
    ...given("allowedTopologies", topologies),
  };
}

function given(name: string, value: Value | undefined): ValueMap {
  return value === undefined ? {} : { [name]: value };
}

function object(apiVersion: string, kind: string, metadata: ValueMap): ValueMap {
  return { apiVersion, kind, metadata };
}
