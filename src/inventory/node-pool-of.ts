import type { ValueMap } from "../nim/value.ts";
import { isMap, valueAt } from "../nim/value.ts";
import { canonicalAmounts, isNothing } from "./amounts.ts";
import { completePool } from "./complete.ts";
import { emptyPool, gpuOfLabels } from "./gpu-of-labels.ts";
import { type Amounts, type NodePool, type Taint, taintEffects } from "./inventory.ts";
import { derivedLabels } from "./labels.ts";
import { marks } from "./node-marks.ts";
import { amountsAt } from "./pod-requests.ts";

interface NodeReading {
  /** A pool of this node alone, in the fewest words. */
  readonly pool: NodePool;
  /** How the pool is called, by who made the node. */
  readonly calledBy: string | undefined;
}

/** What a live node says of itself, as a pool of one; nothing that completing the pool gives anyway. */
export function nodePoolOf(node: ValueMap, reserved: Amounts, allLabels: boolean): NodeReading {
  const labels = textsAt(node, "metadata", "labels");
  const annotations = textsAt(node, "metadata", "annotations");
  const nodeName = textsAt(node, "metadata").name ?? "";
  const gpu = gpuOfLabels(labels);
  const zone = labels["topology.kubernetes.io/zone"];
  const bare: NodePool = {
    ...emptyPool,
    nodeNames: [nodeName],
    taints: taintsOf(node),
    reserved,
    unschedulable: valueAt(node, ["spec", "unschedulable"]) === true,
    ...(zone !== undefined && zone !== "" && { zone }),
    ...(gpu && { gpu }),
  };
  const usual = completePool(bare);
  const derived = derivedLabels(usual, nodeName);
  const hostname = labels["kubernetes.io/hostname"];
  const given = Object.entries(labels).filter(
    ([key, value]) =>
      derived[key] !== value &&
      (value === "" || (value !== nodeName && value !== hostname)) &&
      (allLabels || !isNoise(key)),
  );
  const assumed = (annotations[marks.assumed] ?? "").split(",");
  const allocatable = Object.entries(canonicalAmounts(amountsAt(node, "status", "allocatable"))).filter(
    ([name, amount]) =>
      usual.allocatable[name] !== amount &&
      !assumed.includes(name) &&
      (!isNothing(amount) || usual.allocatable[name] !== undefined),
  );
  return {
    pool: { ...bare, labels: Object.fromEntries(given), allocatable: Object.fromEntries(allocatable) },
    calledBy: annotations[marks.pool] ?? poolLabels.map((name) => labels[name]).find((name) => name),
  };
}

/** Where clouds and provisioners write the name of a pool. */
const poolLabels = [
  "cloud.google.com/gke-nodepool",
  "eks.amazonaws.com/nodegroup",
  "karpenter.sh/nodepool",
  "kubernetes.azure.com/agentpool",
  "agentpool",
  "node.cluster.x-k8s.io/pool",
] as const;

/** Many, different on every node or on none, and nothing that manifests select by. */
function isNoise(label: string): boolean {
  return (
    label === "nvidia.com/gfd.timestamp" ||
    (label.startsWith("feature.node.kubernetes.io/") && !label.includes("/pci-10de"))
  );
}

/** Without those that come and go with the node's health. */
function taintsOf(node: ValueMap): Taint[] {
  const taints = valueAt(node, ["spec", "taints"]);
  return (Array.isArray(taints) ? taints : []).flatMap((taint): Taint[] => {
    if (!isMap(taint) || typeof taint.key !== "string" || passing.test(taint.key)) return [];
    const effect = taintEffects.find((known) => known === taint.effect);
    const { key, value } = taint;
    return effect ? [{ key, ...(typeof value === "string" && value !== "" && { value }), effect }] : [];
  });
}

const passing = /^node\.(cloudprovider\.)?kubernetes\.io\/|^(ToBeDeleted|DeletionCandidateOf)/;

function textsAt(object: ValueMap, ...path: string[]): Readonly<Record<string, string>> {
  const found = valueAt(object, path);
  return Object.fromEntries(
    Object.entries(isMap(found) ? found : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}
