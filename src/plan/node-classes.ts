import { namesAskedBy } from "../inventory/admits.ts";
import { completePool } from "../inventory/complete.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { nodeNameAt } from "../inventory/node-names.ts";
import { poolNodes } from "../inventory/nodes.ts";
import type { Level, PodDemand } from "./demand/demand.ts";
import { scheduledAmount } from "./scheduler/amount.ts";
import { claimableDevices } from "./scheduler/device-filter.ts";
import type { FilteredNode } from "./scheduler/node-filter.ts";

/** Nodes that differ in nothing but names that no pod asks for. */
export interface NodeClass extends FilteredNode {
  readonly allocatable: readonly number[];
  readonly free: readonly number[];
}

export interface FleetNode {
  readonly name: string;
  readonly pool: string;
  /** Index of the classes. */
  readonly class: number;
}

export interface Fleet {
  readonly classes: readonly NodeClass[];
  /** By class: the index of its first node. */
  readonly firsts: readonly number[];
  /** By pool, the pools in the order of their names. */
  readonly nodes: readonly FleetNode[];
}

/** All nodes that there can be, autoscaled ones too; at `nodeLost` without the last of each pool, whose nodes are all equal. */
export function fleetOf(
  inventory: Inventory,
  pods: readonly PodDemand[],
  resources: readonly string[],
  level: Level,
): Fleet {
  const asked = new Set(pods.flatMap(({ spec }) => [...namesAskedBy(spec)]));
  const classes: NodeClass[] = [];
  const firsts: number[] = [];
  const nodes: FleetNode[] = [];
  const pools = inventory.nodePools.map(completePool).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const pool of pools) {
    const { count, at } = poolNodes(pool, inventory.components);
    const left = level === "nodeLost" ? count - 1 : count;
    const classOf = (index: number): number => {
      const node = at(index);
      const allocatable = resources.map((resource) => {
        const amount = Object.hasOwn(node.allocatable, resource) ? node.allocatable[resource] : undefined;
        if (amount !== undefined) return scheduledAmount(resource, amount);
        return isOpen(resource) ? Number.POSITIVE_INFINITY : claimableDevices(pool, resource);
      });
      const free = resources.map((resource, each) => {
        const held = Object.hasOwn(node.reserved, resource) ? node.reserved[resource] : undefined;
        return Math.max(0, (allocatable[each] ?? 0) - scheduledAmount(resource, held ?? "0"));
      });
      firsts.push(nodes.length);
      return classes.push({ node, pool, allocatable, free }) - 1;
    };
    let common: number | undefined;
    for (let index = 0; index < left; index++) {
      const name = nodeNameAt(pool, index);
      // Names that are numbers can be compared with others.
      const isAlone = asked.size > 0 && (asked.has(name) || /^\d+$/.test(name));
      if (!isAlone) common ??= classOf(index);
      nodes.push({ name, pool: pool.name, class: isAlone ? classOf(index) : (common ?? 0) });
    }
  }
  return { classes, firsts, nodes };
}

/** Nodes say nothing of them where the inventory does not. */
function isOpen(resource: string): boolean {
  return resource === "cpu" || resource === "memory" || resource === "ephemeral-storage";
}

/** The domain of a node for a topology key; a host name that the pool does not set is the node's own. */
export function domainOf({ node, pool }: NodeClass, name: string, topologyKey: string): string | undefined {
  if (topologyKey === nodeItself) return name;
  if (topologyKey === wholeCluster) return "";
  const label = Object.hasOwn(node.labels, topologyKey) ? node.labels[topologyKey] : undefined;
  const isHost = topologyKey === "kubernetes.io/hostname" && !Object.hasOwn(pool.labels, topologyKey);
  return isHost ? name : label;
}

/** The topology key of rules about nodes as such, whatever their labels: ports, volumes that stay on a node. */
export const nodeItself = "(node)";

/** The topology key of rules about all nodes together. No label has such a name. */
export const wholeCluster = "(cluster)";
