import { productOfLabel } from "../../gpu/find-product.ts";
import { parseGpuLabel } from "../../gpu/label.ts";
import { gpuResource, isExtendedResource } from "../../nim/gpu-resource.ts";
import { compareQuantities, parseQuantity } from "../../nim/quantity.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import { completePool } from "../complete.ts";
import type { Amounts, CompletedPool, Inventory, NodePool } from "../inventory.ts";
import { derivedLabels } from "../labels.ts";
import { nodeNamesOf } from "../node-names.ts";
import type { Tell } from "../problem.ts";
import { amountContradictions } from "./amounts.ts";

/** Pools against each other, and what a pool says of its nodes against itself. */
export function nodeContradictions(inventory: Inventory, tell: Tell): void {
  nameContradictions(inventory.nodePools, tell);
  inventory.nodePools.forEach((pool, index) => {
    const at = (...path: (string | number)[]): Path => ["nodePools", index, ...path];
    const completed = completePool(pool);
    sizeContradictions(pool, tell, at);
    taintContradictions(pool, tell, at);
    amountContradictions(pool.allocatable, at("allocatable"), tell);
    amountContradictions(pool.reserved, at("reserved"), tell);
    offerContradictions(pool, tell, at);
    reserveContradictions(completed, pool.allocatable, tell, at);
    labelContradictions(pool, completed, tell, at);
  });
}

type At = (...path: (string | number)[]) => Path;

/** Ten times what Kubernetes supports. */
const mostNodesInAll = 50_000;

function nameContradictions(pools: readonly NodePool[], tell: Tell): void {
  const nodes = pools.reduce((sum, pool) => sum + pool.nodes.max, 0);
  if (nodes > mostNodesInAll) {
    tell(["nodePools"], `${nodes} nodes are more than any cluster has`, `write ${mostNodesInAll} at most`);
    return;
  }
  const poolNames = new Map<string, number>();
  const nodeNames = new Map<string, number>();
  pools.forEach((pool, index) => {
    const first = poolNames.get(pool.name);
    if (first === undefined) poolNames.set(pool.name, index);
    else
      tell(
        ["nodePools", index, "name"],
        `two pools are called ${quoted(pool.name)}`,
        "give each pool a name of its own",
        {
          related: ["nodePools", first, "name"],
        },
      );
    for (const [nth, name] of nodeNamesOf(pool).entries()) {
      const other = nodeNames.get(name);
      if (other === undefined) nodeNames.set(name, index);
      // Two pools of one name make the same names, and that is told already.
      else if (nth < pool.nodeNames.length || (first === undefined && other !== index)) {
        const path = nth < pool.nodeNames.length ? ["nodeNames", nth] : ["name"];
        tell(
          ["nodePools", index, ...path],
          `two nodes are called ${quoted(name)}`,
          "node names are unique in a cluster",
          {
            related: ["nodePools", other, "name"],
          },
        );
        if (nth >= pool.nodeNames.length) break;
      }
    }
  });
}

function sizeContradictions({ nodes, nodeNames }: NodePool, tell: Tell, at: At): void {
  const { min, max } = nodes;
  const names = nodeNames.length;
  if (min > max) {
    tell(at("nodes", "min"), `min is ${min}, which is more than max, ${max}`, "write min ≤ max", {
      related: at("nodes", "max"),
    });
  } else if (max === 0 && names === 0) {
    tell(at("nodes"), "the pool has no nodes", "say how many there are, or remove the pool");
  } else if (names > max) {
    tell(
      at("nodeNames"),
      `there are ${names} node names for ${max} nodes`,
      "correct nodes, or remove it: the names count",
      {
        related: at("nodes"),
      },
    );
  } else if (names > 0 && names < max && min === max) {
    tell(at("nodeNames"), `only ${names} of ${max} nodes have a name`, "name all of them, or none", {
      related: at("nodes"),
    });
  }
}

function taintContradictions({ taints }: NodePool, tell: Tell, at: At): void {
  const seen = new Map<string, number>();
  taints.forEach(({ key, effect }, index) => {
    const first = seen.get(`${key}\0${effect}`);
    if (first === undefined) seen.set(`${key}\0${effect}`, index);
    else
      tell(
        at("taints", index),
        `a node has one taint with the key ${key} and the effect ${effect}`,
        "remove one of the two",
        {
          related: at("taints", first),
        },
      );
  });
}

/** More of a resource than the GPUs can be; less is possible, when one is broken. */
function offerContradictions(pool: NodePool, tell: Tell, at: At): void {
  const { devices } = completePool({ ...pool, allocatable: {} });
  for (const { resource, count } of devices) {
    const given = parseQuantity(pool.allocatable[resource] ?? "0");
    if (pool.gpu?.count === undefined || given === undefined || given.nano <= BigInt(count) * 1_000_000_000n)
      continue;
    tell(
      at("allocatable", resource),
      `a node cannot offer ${pool.allocatable[resource]} ${resource}: gpu makes it ${count}`,
      "amounts are those of one node; correct gpu.count, sharing or mig, or leave the amount out",
      { related: at("gpu", "count") },
    );
  }
}

function reserveContradictions(
  { reserved, allocatable, gpu }: CompletedPool,
  given: Amounts,
  tell: Tell,
  at: At,
): void {
  for (const [name, amount] of Object.entries(reserved)) {
    const claimed = gpu?.allocation === "dra" && name === gpuResource ? String(gpu.count) : "0";
    const has = allocatable[name] ?? (isExtendedResource(name) ? claimed : undefined);
    const [held, offered] = [parseQuantity(amount), parseQuantity(has ?? "")];
    if (!held || !offered || has === undefined || compareQuantities(held, offered) <= 0) continue;
    tell(
      at("reserved", name),
      `${amount} ${name} are reserved on each node, which has ${has}`,
      "write what pods of others hold on one node, not on all nodes of the pool",
      { related: Object.hasOwn(given, name) ? at("allocatable", name) : at("name") },
    );
  }
}

/** Labels that say something else than the fields that they follow from. */
function labelContradictions(pool: NodePool, completed: CompletedPool, tell: Tell, at: At): void {
  const derived = derivedLabels(completed, "");
  for (const [label, value] of Object.entries(pool.labels)) {
    if (label === "kubernetes.io/hostname" && pool.nodes.max > 1) {
      tell(
        at("labels", label),
        "several nodes cannot have one hostname",
        "remove the label; nodeNames gives names",
      );
    }
    const source = Object.hasOwn(sources, label) ? sources[label] : undefined;
    const expected = Object.hasOwn(derived, label) ? derived[label] : undefined;
    if (!source || expected === undefined || value === expected || !source.isSaid(pool)) continue;
    if (label === "nvidia.com/gpu.product" && isOtherWriting(value, expected)) continue;
    tell(
      at("labels", label),
      `the label says ${quoted(value)}, but ${source.path.join(".")} makes it ${quoted(expected)}`,
      "remove the label: it follows from the pool",
      { related: at(...source.path) },
    );
  }
}

/** Old drivers leave the brand out, and some products have two names. */
function isOtherWriting(label: string, expected: string): boolean {
  const meant = productOfLabel(label);
  const [one, other] = [parseGpuLabel(label), parseGpuLabel(expected)];
  const isSamePart = one.profile === other.profile && one.shared === other.shared;
  return meant !== undefined && meant === productOfLabel(expected) && isSamePart;
}

interface LabelSource {
  readonly path: readonly string[];
  /** Whether the pool itself says it, so that the label does not contradict a mere assumption. */
  isSaid(pool: NodePool): boolean;
}

const product: LabelSource = { path: ["gpu", "product"], isSaid: ({ gpu }) => gpu !== undefined };

const sources: Readonly<Record<string, LabelSource>> = {
  "nvidia.com/gpu.product": product,
  "nvidia.com/gpu.count": { path: ["gpu", "count"], isSaid: ({ gpu }) => gpu?.count !== undefined },
  "nvidia.com/gpu.memory": { path: ["gpu", "memory"], isSaid: ({ gpu }) => gpu?.memoryMiB !== undefined },
  "nvidia.com/gpu.replicas": { path: ["gpu", "sharing"], isSaid: ({ gpu }) => gpu?.sharing !== undefined },
  "nvidia.com/gpu.compute.major": product,
  "nvidia.com/gpu.compute.minor": product,
  "nvidia.com/mig.strategy": {
    path: ["gpu", "mig", "strategy"],
    isSaid: ({ gpu }) => gpu?.mig !== undefined,
  },
  "topology.kubernetes.io/zone": { path: ["zone"], isSaid: ({ zone }) => zone !== undefined },
};
