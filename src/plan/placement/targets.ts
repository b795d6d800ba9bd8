import type { Fleet } from "./fleet.ts";
import type { Model, Shape } from "./model.ts";

/** Nodes that would take the pod now, equal ones together. */
export function targetsOf(
  model: Model,
  pod: Shape,
  fleet: Fleet,
  among?: readonly number[],
): (readonly number[])[] {
  const isEmpty = fleet.placed.every((count) => count === 0);
  if (isEmpty && !among) return model.blocks.flatMap(({ index, nodes }) => (pod.takes[index] ? [nodes] : []));
  const cells = new Map<string, number[]>();
  for (const node of among ?? model.blockOf.keys()) {
    const isOpen =
      pod.takes[model.blockOf[node] ?? -1] && fleet.hasRoom(pod, node) && fleet.keepsApart(pod, node);
    if (!isOpen) continue;
    const state = fleet.stateOf(node);
    const known = cells.get(state);
    if (known) known.push(node);
    else cells.set(state, [node]);
  }
  return [...cells.values()];
}
