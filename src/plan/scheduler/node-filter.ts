import { refusalOf } from "../../inventory/admits.ts";
import type { CompletedPool, InventoryNode } from "../../inventory/inventory.ts";
import { type ValueMap, valueAt } from "../../nim/value.ts";
import { mapsAt } from "../demand/companions.ts";
import type { PodDemand } from "../demand/demand.ts";
import { meetsRequest } from "./device-filter.ts";
import { isInTopology } from "./volume-binding.ts";

/** A node with what the filters must know of its pool. */
export interface FilteredNode {
  readonly node: InventoryNode;
  readonly pool: CompletedPool;
}

/** Why a node does not take a pod whatever else runs on it, in the scheduler's words. */
export interface Refusal {
  readonly plugin: keyof typeof refusals;
  readonly message: string;
}

/** Before and after what is free on the node is looked at. Source: Kubernetes apis/config/v1/default_plugins.go. */
export interface Filters {
  readonly first: Refusal | undefined;
  readonly last: Refusal | undefined;
  /** Whether `last` cannot be told. */
  readonly isUnknown: boolean;
}

export const refusals = {
  NodeUnschedulable: "node(s) were unschedulable",
  TaintToleration: "node(s) had untolerated taint(s)",
  NodeAffinity: "node(s) didn't match Pod's node affinity/selector",
  NodeName: "node(s) didn't satisfy plugin(s) [NodeAffinity]",
  VolumeBinding: "node(s) didn't find available persistent volumes to bind",
  DynamicResources: "cannot allocate all claims",
} as const;

/** All filters that ask nothing about other pods. The first that refuses is the one that is told. */
export function filtersOf({ node, pool }: FilteredNode, pod: PodDemand): Filters {
  const first = firstRefusal(node, pod.spec);
  const devices = pod.devices.map((request) => meetsRequest(pool, request));
  const isAway = pod.volumes.some(({ storage }) => storage && !isInTopology(node.labels, storage));
  const last = isAway
    ? refusal("VolumeBinding")
    : devices.includes(false)
      ? refusal("DynamicResources")
      : undefined;
  return { first, last, isUnknown: last === undefined && devices.includes(undefined) };
}

function firstRefusal(node: InventoryNode, spec: ValueMap): Refusal | undefined {
  const names = namesOnly(spec);
  // Other nodes are not even looked at.
  if (names !== undefined && !names.has(node.name)) return refusal("NodeName");
  const refused = refusalOf(node, spec);
  return refused === undefined ? undefined : refusal(plugins[refused]);
}

const plugins = {
  cordoned: "NodeUnschedulable",
  taints: "TaintToleration",
  selector: "NodeAffinity",
} as const;

/** The nodes of an affinity of which every term names some. Source: plugin NodeAffinity, PreFilter. */
function namesOnly(spec: ValueMap): ReadonlySet<string> | undefined {
  const path = [
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
  ];
  if (valueAt(spec, path) === undefined) return undefined;
  const all = new Set<string>();
  for (const term of mapsAt(spec, path)) {
    const fields = mapsAt(term, ["matchFields"]).filter(
      ({ key, operator }) => key === "metadata.name" && operator === "In",
    );
    if (fields.length === 0) return undefined;
    for (const { values } of fields)
      if (Array.isArray(values)) for (const value of values) all.add(String(value));
  }
  return all.size > 0 ? all : undefined;
}

function refusal(plugin: keyof typeof refusals): Refusal {
  return { plugin, message: refusals[plugin] };
}
