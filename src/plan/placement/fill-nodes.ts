import type { Fleet } from "./fleet.ts";
import type { Shape } from "./model.ts";
import { settles } from "./settles.ts";
import type { StrandingTask } from "./stranding-task.ts";

/**
 * A quick try to block all `targets`: fills one node after the other until it no longer takes the pod, in some orders of
 * the blockers. Those that may use few of the nodes come first, so that others are left for the rest. `left` says how many
 * there are of each blocker, and what is left of each quota; `copy` makes a fleet like the one to begin with.
 */
export function fillNodes(
  task: StrandingTask,
  copy: () => Fleet,
  targets: readonly (readonly number[])[],
  left: readonly number[],
): Fleet | undefined {
  const nodes = targets.flat();
  for (const order of ordersOf(task, targets)) {
    if (!task.steps.take(Math.ceil((nodes.length * order.length) / 200))) return undefined;
    const fleet = copy();
    const rest = [...left];
    const isBlocked = nodes.every((node) => block(task, fleet, node, order, rest));
    if (isBlocked && settles(task, fleet) === "yes") return fleet;
  }
  return undefined;
}

/** Positions of blockers: large ones first, small ones first, and those of high priority first. */
function ordersOf(task: StrandingTask, targets: readonly (readonly number[])[]): number[][] {
  const { pod, blockers, model } = task;
  const blocks = targets.map(([node]) => model.blockOf[node ?? -1] ?? -1);
  const rows = blockers.map(({ shape }, index) => ({
    index,
    isApart: Number(pod.apart.some((rule) => rule.shape === shape.index)),
    uses: blocks.reduce(
      (sum, block, cell) => sum + (shape.takes[block] ? (targets[cell]?.length ?? 0) : 0),
      0,
    ),
    size: largestPart(shape, pod),
    priority: shape.priority,
  }));
  const useful = rows.filter(({ uses, size, isApart }) => uses > 0 && (size > 0 || isApart > 0));
  const orders = [
    [...useful].sort((a, b) => b.isApart - a.isApart || a.uses - b.uses || b.size - a.size),
    [...useful].sort((a, b) => b.isApart - a.isApart || a.uses - b.uses || a.size - b.size),
  ];
  if (useful.some(({ priority }) => priority !== pod.priority)) {
    orders.unshift([...useful].sort((a, b) => b.priority - a.priority || a.uses - b.uses || b.size - a.size));
  }
  return orders.map((order) => order.map(({ index }) => index));
}

function largestPart({ requests }: Shape, pod: Shape): number {
  return requests.reduce((most, asked, resource) => {
    const own = pod.requests[resource] ?? 0;
    return own > 0 ? Math.max(most, asked / own) : most;
  }, 0);
}

/** Whether the node takes no such pod any more when some of the blockers have been put there. */
function block(
  { pod, blockers, limits }: StrandingTask,
  fleet: Fleet,
  node: number,
  order: readonly number[],
  left: number[],
): boolean {
  const isOpen = () => fleet.hasRoom(pod, node) && fleet.keepsApart(pod, node);
  const quotaRow = (quota: number) => blockers.length + quota;
  for (const index of order) {
    const shape = blockers[index]?.shape;
    while (shape && (left[index] ?? 0) > 0 && isOpen() && fleet.takes(shape, node)) {
      const isRefused = limits.some((_, quota) => (shape.quota[quota] ?? 0) > (left[quotaRow(quota)] ?? 0));
      if (isRefused) break;
      fleet.put(shape, node);
      left[index] = (left[index] ?? 0) - 1;
      for (const quota of limits.keys()) {
        left[quotaRow(quota)] = (left[quotaRow(quota)] ?? 0) - (shape.quota[quota] ?? 0);
      }
    }
  }
  return !isOpen();
}
