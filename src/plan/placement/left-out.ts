import type { Fleet } from "./fleet.ts";
import type { Model, Shape } from "./model.ts";
import { settles } from "./settles.ts";
import { Steps } from "./steps.ts";

/**
 * A placement that leaves a pod of the shape out, if a known one that was made for another does so too: as it is, or when
 * one of the shape's pods gives its place to pods that are left. Only where that is easy to see.
 */
export function leftOutBy(
  model: Model,
  pod: Shape,
  fleet: Fleet,
  counts: readonly number[],
  limits: readonly number[],
): Fleet | undefined {
  if (pod.together || limits.some((limit) => limit !== Number.POSITIVE_INFINITY)) return undefined;
  const isOpen = (each: Fleet, node: number) => each.hasRoom(pod, node) && each.keepsApart(pod, node);
  const isAnyOpen = model.blocks.some(
    ({ index, nodes }) => pod.takes[index] && nodes.some((node) => isOpen(fleet, node)),
  );
  if (isAnyOpen) return undefined;
  const there = model.shapes.filter(({ index }) => (fleet.placed[index] ?? 0) > 0);
  if (pod.evicts && there.some(({ priority }) => priority < pod.priority)) return undefined;
  if ((fleet.placed[pod.index] ?? 0) < (counts[pod.index] ?? 0)) {
    return isSettled(model, pod, fleet, counts, limits) ? fleet : undefined;
  }
  if (pod.apart.some(({ isNarrow }) => !isNarrow)) return undefined;
  const left = model.shapes.filter(
    (shape) =>
      shape !== pod && !shape.together && (fleet.placed[shape.index] ?? 0) < (counts[shape.index] ?? 0),
  );
  const copy = fleet.copy();
  let tries = mostTries;
  for (const [node, held] of fleet.held.entries()) {
    if (!held.has(pod.index) || tries-- <= 0) continue;
    copy.put(pod, node, -1);
    const added: [Shape, number][] = [];
    for (const shape of left) {
      if (!isOpen(copy, node)) break;
      if (pod.evicts && shape.priority < pod.priority) continue;
      const rest = (counts[shape.index] ?? 0) - (copy.placed[shape.index] ?? 0);
      if (!shape.takes[model.blockOf[node] ?? -1]) continue;
      let placed = 0;
      while (placed < rest && isOpen(copy, node) && copy.fill(shape, node, 1) > 0) placed += 1;
      if (placed > 0) added.push([shape, placed]);
    }
    if (!isOpen(copy, node) && isSettled(model, pod, copy, counts, limits)) return copy;
    for (const [shape, count] of added) copy.put(shape, node, -count);
    copy.put(pod, node);
  }
  return undefined;
}

const mostTries = 12;

function isSettled(
  model: Model,
  pod: Shape,
  fleet: Fleet,
  counts: readonly number[],
  limits: readonly number[],
): boolean {
  const task = {
    model,
    pod,
    counts,
    blockers: [],
    limits,
    mostUsed: [],
    steps: new Steps(10_000),
    isEvicting: true,
    unproven: new Set<string>(),
  };
  return settles(task, fleet) === "yes";
}
