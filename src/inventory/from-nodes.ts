import { isManagedByOperator } from "../nim/managed-by.ts";
import { isMap, type Path, type ValueMap, valueAt } from "../nim/value.ts";
import { addedAmounts, canonicalAmounts } from "./amounts.ts";
import type { Amounts, Inventory, NodePool, Quota } from "./inventory.ts";
import { marks } from "./node-marks.ts";
import { nodePoolOf } from "./node-pool-of.ts";
import { amountsAt, podRequests } from "./pod-requests.ts";
import { objectName, shortNameOf } from "./pool-names.ts";
import { storageClassOf } from "./storage-class-of.ts";

interface FromNodesOptions {
  /** How the inventory is called. */
  readonly name: string;
  /** Keep what node feature discovery says of CPUs, kernels and so on. */
  readonly allLabels: boolean;
}

interface FromNodes {
  readonly inventory: Inventory;
  /** What could not be read off the objects, with what to do. */
  readonly warnings: readonly string[];
}

/**
 * The inventory that live objects come to: Nodes, the Pods on them, StorageClasses and ResourceQuotas. Equal nodes are one
 * pool. What pods of the NIM Operator hold is not reserved: the manifests ask for it.
 */
export function inventoryFromNodes(objects: readonly ValueMap[], options: FromNodesOptions): FromNodes {
  const held = heldByNode(objects.filter(({ kind }) => kind === "Pod"));
  const pools = new Map<string, { pool: NodePool; names: string[]; calledBy: string | undefined }>();
  const warnings: string[] = [];
  for (const node of objects.filter(({ kind }) => kind === "Node")) {
    const name = textAt(node, ["metadata", "name"]);
    const { pool, calledBy } = nodePoolOf(node, held.get(name) ?? {}, options.allLabels);
    if (
      !pool.gpu &&
      Object.keys(pool.allocatable).some((resource) => /^nvidia\.com\/(gpu|mig-)/.test(resource))
    ) {
      warnings.push(
        `the node ${name} offers GPUs, and no label nvidia.com/gpu.product says which: install GPU feature discovery, or add gpu.product to its pool by hand`,
      );
    }
    const key = JSON.stringify([calledBy, sorted({ ...pool, nodeNames: [] })]);
    const known = pools.get(key);
    if (known) known.names.push(name);
    else pools.set(key, { pool, names: [name], calledBy });
  }
  const taken = new Set<string>();
  const nodePools = [...pools.values()].map(({ pool, names, calledBy }): NodePool => {
    const name = unusedName(poolName(calledBy) ?? shortNameOf(pool), taken);
    const usual = names.map((_, index) => `${name}-${index + 1}`);
    const areUsual = usual.every((each) => names.includes(each));
    return {
      ...pool,
      name,
      nodes: { min: names.length, max: names.length },
      nodeNames: areUsual ? [] : names,
    };
  });
  const inventory: Inventory = {
    name: options.name,
    scheduler: {},
    nodePools,
    storageClasses: objects.filter(({ kind }) => kind === "StorageClass").map(storageClassOf),
    quotas: objects
      .filter(({ kind }) => kind === "ResourceQuota")
      .flatMap((quota) => quotaOf(quota, warnings)),
    components: {},
  };
  return { inventory, warnings };
}

/** What pods hold on each node, those of the NIM Operator left out, and how many they are. */
function heldByNode(pods: readonly ValueMap[]): Map<string, Amounts> {
  const held = new Map<string, Amounts>();
  for (const pod of pods) {
    const node = textAt(pod, ["spec", "nodeName"]);
    const isOver = ["Succeeded", "Failed"].includes(textAt(pod, ["status", "phase"]));
    if (node === "" || isOver || isManagedByOperator(valueAt(pod, ["metadata", "labels"]))) continue;
    const spec = valueAt(pod, ["spec"]);
    const isCounted = valueAt(pod, ["metadata", "annotations", marks.uncounted]) !== "true";
    const amounts = canonicalAmounts(isMap(spec) ? podRequests(spec) : {});
    const all = isCounted ? { ...amounts, pods: "1" } : amounts;
    held.set(node, addedAmounts(held.get(node) ?? {}, all));
  }
  return held;
}

/** One of some pods only cannot be said in an inventory. */
function quotaOf(quota: ValueMap, warnings: string[]): Quota[] {
  const namespace = textAt(quota, ["metadata", "namespace"]);
  if (
    valueAt(quota, ["spec", "scopes"]) !== undefined ||
    valueAt(quota, ["spec", "scopeSelector"]) !== undefined
  ) {
    const name = textAt(quota, ["metadata", "name"]);
    warnings.push(
      `the ResourceQuota ${namespace}/${name} is left out: it counts only some pods, by its scopes`,
    );
    return [];
  }
  return [{ namespace, hard: canonicalAmounts(amountsAt(quota, "spec", "hard")) }];
}

/** Clouds allow letters and lengths in the names of their pools that ours cannot have. */
function poolName(written = ""): string | undefined {
  const isName = /^[a-z0-9](?:[-a-z0-9.]{0,58}[a-z0-9])?$/.test(written) && !/\.[-.]|-\./.test(written);
  return isName ? written : objectName(written) || undefined;
}

function unusedName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}

/** Equal pools have equal texts, in whatever order a node lists its labels. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

function textAt(object: ValueMap, path: Path): string {
  const found = valueAt(object, path);
  return typeof found === "string" ? found : "";
}
