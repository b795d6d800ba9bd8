import type { Fleet } from "./fleet.ts";
import type { StrandingTask } from "./stranding-task.ts";

/**
 * A quick proof that no placement of the blockers blocks all of these nodes: they do not block all those among them that
 * take the same pods.
 */
export function isPlenty(
  task: StrandingTask,
  fleet: Fleet,
  targets: readonly (readonly number[])[],
  supply: readonly number[],
): boolean {
  const { blocks, blockOf } = task.model;
  const alike = new Map<number, (readonly number[])[]>();
  for (const nodes of targets) {
    const taking = blocks[blockOf[nodes[0] ?? -1] ?? -1]?.taking ?? -1;
    const known = alike.get(taking);
    if (known) known.push(nodes);
    else alike.set(taking, [nodes]);
  }
  const parts = alike.size > 1 ? [targets, ...alike.values()] : [targets];
  return parts.some((part) => isUnblocked(task, fleet, part, supply));
}

/**
 * How many of the nodes each resource could block alone, at most, if all pods were fluid, and how many the pods block that
 * keep apart; together they are too few.
 */
function isUnblocked(
  { pod, blockers, model, mostUsed }: StrandingTask,
  fleet: Fleet,
  targets: readonly (readonly number[])[],
  supply: readonly number[],
): boolean {
  let blocked = 0;
  for (const [index, { shape }] of blockers.entries()) {
    const rules = pod.apart.filter((rule) => rule.shape === shape.index);
    if (rules.some(({ isNarrow }) => !isNarrow)) return false;
    if (rules.length > 0) blocked += supply[index] ?? 0;
  }
  const count = targets.reduce((sum, nodes) => sum + nodes.length, 0);
  const blocks = [...new Set(targets.map(([node]) => model.blockOf[node ?? -1] ?? -1))];
  const near = blockers.map(({ shape }) => blocks.some((block) => shape.takes[block]));
  for (const [resource, asked] of pod.requests.entries()) {
    if (asked === 0) continue;
    let left = 0;
    for (const [index, { shape }] of blockers.entries()) {
      if (near[index]) left += (shape.requests[resource] ?? 0) * (supply[index] ?? 0);
    }
    const needs = targets.flatMap((nodes) => {
      const [node = -1] = nodes;
      const block = model.blockOf[node] ?? -1;
      const whole = model.blocks[block]?.free[resource] ?? 0;
      if ((mostUsed[block]?.[resource] ?? whole) <= whole - asked) return [];
      return [{ need: (fleet.free[node]?.[resource] ?? 0) - asked + 1, nodes: nodes.length }];
    });
    needs.sort((a, b) => a.need - b.need);
    for (const { need, nodes } of needs) {
      const most = Math.min(nodes, Math.floor(left / need));
      blocked += most;
      left -= most * need;
      if (most < nodes) break;
    }
    if (blocked >= count) return false;
  }
  return blocked < count;
}
