import { completePool } from "../inventory/complete.ts";
import type { Amounts, CompletedPool, Inventory } from "../inventory/inventory.ts";
import { poolNodes } from "../inventory/nodes.ts";
import { gpuResourcesOf } from "../nim/gpu-resource.ts";
import type { PodDemand } from "./demand/demand.ts";
import type { Packing } from "./placement/answer.ts";
import type { NodePlan, Occupant, PoolPlan } from "./plan.ts";
import type { PlacementProblem } from "./problem-of.ts";
import { scheduledAmount } from "./scheduler/amount.ts";

/** Pods on nodes, with what the numbers stand for. */
export interface Placed {
  readonly placement: PlacementProblem;
  readonly packing: Packing;
}

/** Every pool with its nodes, in the order of names, and who is on them. */
export function fleetMap(
  inventory: Inventory,
  before: Placed | undefined,
  after: Placed | undefined,
): PoolPlan[] {
  const earlier = occupantsByNode(before);
  const later = occupantsByNode(after);
  const pools = inventory.nodePools.map(completePool).sort((a, b) => (a.name < b.name ? -1 : 1));
  return pools.map((pool) => {
    const { count, at } = poolNodes(pool, inventory.components);
    const nodes = Array.from({ length: count }, (_, index): NodePlan => {
      const { name, unschedulable, reserved, onDemand } = at(index);
      const key = `${pool.name}\0${name}`;
      return {
        name,
        unschedulable,
        reserved: gpusIn(pool, reserved),
        onDemand,
        before: earlier.get(key) ?? [],
        after: later.get(key) ?? [],
      };
    });
    return { pool: pool.name, gpu: gpuText(pool), gpusPerNode: gpusPerNode(pool), nodes };
  });
}

/** GPUs, or parts of them, that one pod asks for. */
function gpusOfPod({ requests, devices }: PodDemand): number {
  const resources = new Set([
    ...gpuResourcesOf({ requests }),
    ...devices.map(({ deviceClass }) => deviceClass),
  ]);
  return [...resources].reduce((sum, resource) => sum + amountOf(requests, resource), 0);
}

function occupantsByNode(placed: Placed | undefined): ReadonlyMap<string, readonly Occupant[]> {
  const byNode = new Map<string, Occupant[]>();
  if (!placed) return byNode;
  const { placement, packing } = placed;
  for (const [node, held] of packing) {
    const { pool, name } = placement.problem.nodes[node] ?? { pool: "", name: "" };
    const byOwner = new Map<number, { pods: number; gpus: number }>();
    for (const [group, pods] of held) {
      const owner = placement.problem.groups[group]?.owner ?? -1;
      const pod = placement.pods[group];
      const known = byOwner.get(owner) ?? { pods: 0, gpus: 0 };
      byOwner.set(owner, { pods: known.pods + pods, gpus: known.gpus + pods * (pod ? gpusOfPod(pod) : 0) });
    }
    const occupants = [...byOwner].flatMap(([owner, counts]): Occupant[] => {
      const workload = placement.owners[owner];
      if (!workload) return [];
      return [{ kind: workload.kind, namespace: workload.namespace, name: workload.name, ...counts }];
    });
    byNode.set(`${pool}\0${name}`, occupants.sort(byName));
  }
  return byNode;
}

function byName(a: Occupant, b: Occupant): number {
  const [one, other] = [a, b].map(({ kind, namespace, name }) => `${namespace}/${name} ${kind}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

/** Devices of a node that pods can ask for; those that are claimed are counted as GPUs. */
function gpusPerNode({ devices, gpu }: CompletedPool): number {
  return devices.reduce((sum, { count }) => sum + count, 0) || (gpu?.count ?? 0);
}

function gpusIn({ devices }: CompletedPool, reserved: Amounts): number {
  return devices.reduce((sum, { resource }) => sum + amountOf(reserved, resource), 0);
}

function gpuText({ gpu }: CompletedPool): string {
  return gpu ? `${gpu.count} x ${gpu.label}` : "";
}

function amountOf(amounts: Amounts, resource: string): number {
  return Object.hasOwn(amounts, resource) ? scheduledAmount(resource, amounts[resource] ?? "0") : 0;
}
