import { productsNamed } from "../gpu/aliases.ts";
import { gpuResource } from "../nim/gpu-resource.ts";
import { parseQuantity, wholeUnits } from "../nim/quantity.ts";
import type { ValueMap } from "../nim/value.ts";
import { canonicalAmounts } from "./amounts.ts";
import { type MachineGroup, machineGroupsIn } from "./capi-group.ts";
import { type ExpectedNode, expectedNode } from "./capi-node.ts";
import { completePool } from "./complete.ts";
import { emptyPool, gpuOfLabels } from "./gpu-of-labels.ts";
import type { Inventory, NodePool, PoolGpu } from "./inventory.ts";
import { derivedLabels } from "./labels.ts";
import { objectName } from "./pool-names.ts";

export interface FromCapiOptions {
  /** How the inventory is called; the cluster's name where nobody says. */
  readonly name: string | undefined;
  /** Only the groups of this cluster. */
  readonly cluster: string | undefined;
  /** By the name of a pool, what its labels do not tell. */
  readonly products: ReadonlyMap<string, string>;
  /** Groups without GPUs too. */
  readonly all: boolean;
}

interface FromCapi {
  readonly inventory: Inventory;
  /** Where each pool is from, such as `MachineDeployment fleet/h100`. */
  readonly sources: ReadonlyMap<string, string>;
  /** Pools with GPUs of which nothing tells the product; they are left out. */
  readonly unknown: readonly string[];
  readonly warnings: readonly string[];
  /** The clusters that the groups are of. */
  readonly clusters: readonly string[];
}

/** The inventory that objects of Cluster API come to, for a fleet that need not exist yet. */
export function inventoryFromCapi(objects: readonly ValueMap[], options: FromCapiOptions): FromCapi {
  const all = machineGroupsIn(objects);
  const groups = all.filter(({ cluster }) => options.cluster === undefined || cluster === options.cluster);
  const sources = new Map<string, string>();
  const nodePools: NodePool[] = [];
  const unknown: string[] = [];
  const warnings: string[] = [];
  for (const group of groups) {
    const node = expectedNode(group);
    const source = `${group.kind} ${group.namespace}/${group.name}`;
    const name = poolName(group, sources);
    warnings.push(...node.warnings.map((warning) => `${source}: ${warning}`));
    const gpu = gpuOf(node, options.products.get(name) ?? options.products.get(group.name));
    if (gpu === undefined && !options.all) continue;
    if (gpu === "unknown") {
      unknown.push(name);
      continue;
    }
    if (node.nodes.max === 0) {
      warnings.push(`${source} is left out: it has no machines, and no autoscaler makes any`);
      continue;
    }
    sources.set(name, source);
    nodePools.push(poolOf(name, group, node, gpu));
  }
  const clusters = [...new Set(groups.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster])))];
  const versions = [...new Set(groups.map(({ version }) => version))];
  const [version] = versions;
  const inventory: Inventory = {
    name: options.name ?? (objectName(clusters[0] ?? "") || "fleet"),
    ...(versions.length === 1 && version !== undefined && { kubernetesVersion: version.replace(/^v/, "") }),
    scheduler: {},
    nodePools,
    storageClasses: [],
    quotas: [],
    components: {},
    generatedFrom: {
      source: "cluster-api",
      ...(clusters.length === 1 && clusters[0] !== undefined && { cluster: clusters[0] }),
    },
  };
  return { inventory, sources, unknown, warnings, clusters };
}

function poolName({ name, namespace }: MachineGroup, taken: ReadonlyMap<string, string>): string {
  const plain = objectName(name) || "pool";
  const candidates = [plain, objectName(`${namespace}-${name}`)];
  const free = candidates.find((each) => !taken.has(each));
  for (let number = 2; ; number++) {
    const next = free ?? `${plain}-${number}`;
    if (!taken.has(next)) return next;
  }
}

/** The product is no matter of Cluster API: a label tells it, the user, or a `gpu-type` that is no resource. */
function gpuOf(node: ExpectedNode, told: string | undefined): PoolGpu | "unknown" | undefined {
  const offered = parseQuantity(node.capacity[gpuResource] ?? "0");
  const isResource = node.gpuType?.includes("/") ?? false;
  if (isResource && !node.gpuType?.startsWith("nvidia.com/")) return undefined;
  const count = node.gpuCount ?? (offered ? Number(wholeUnits(offered)) : 0);
  const isCut = Object.keys(node.capacity).some((name) => name.startsWith("nvidia.com/mig-"));
  if (count === 0 && !isCut) return undefined;
  const labelled = gpuOfLabels(node.labels);
  const typed =
    !isResource && node.gpuType && productsNamed(node.gpuType).length > 0 ? node.gpuType : undefined;
  const product = told ?? labelled?.product ?? typed;
  if (product === undefined) return "unknown";
  const replicas = labelled?.sharing?.replicas ?? 1;
  const whole = labelled?.mig?.strategy === "single" ? labelled.count : count / replicas;
  return {
    ...labelled,
    product,
    ...(whole !== undefined && whole >= 1 && { count: Math.floor(whole) }),
    ...(isCut && !labelled?.mig && { mig: { strategy: "mixed", devices: {} } }),
    ...(node.draDriver !== undefined && { allocation: "dra" }),
  };
}

/** Capacity stands for what pods can have: how much of it the kubelet keeps, Cluster API does not know. */
function poolOf(name: string, group: MachineGroup, node: ExpectedNode, gpu: PoolGpu | undefined): NodePool {
  const { "topology.kubernetes.io/zone": labelled, ...labels } = node.labels;
  const zone = labelled || group.failureDomain || undefined;
  const bare: NodePool = {
    ...emptyPool,
    name,
    nodes: node.nodes,
    taints: node.taints,
    ...(zone !== undefined && { zone }),
    ...(gpu && { gpu }),
  };
  const usual = completePool(bare);
  const derived = derivedLabels(usual, "");
  const capacity = Object.entries(canonicalAmounts(node.capacity)).filter(
    ([resource, amount]) => usual.allocatable[resource] !== amount && resource !== gpuResource,
  );
  return {
    ...bare,
    labels: Object.fromEntries(Object.entries(labels).filter(([key, value]) => derived[key] !== value)),
    allocatable: Object.fromEntries(capacity),
  };
}
