import { Fleet } from "./fleet.ts";
import { isNearEquals, type Shape } from "./model.ts";
import type { StrandingTask } from "./stranding-task.ts";

type Placed = [Shape, node: number];

/**
 * Whether some order of arrival leads to a placement: only pods that must be near others need one. Where those others are
 * not there, some are put beside the rest: these are the answer. `no` if there is no order even so.
 */
export function broughtNear(task: StrandingTask, fleet: Fleet): Placed[] | "no" | "unsure" {
  const { shapes } = fleet.model;
  const bound = shapes.filter(({ index, together }) => together && (fleet.placed[index] ?? 0) > 0);
  const added: Placed[] = [];
  if (bound.length === 0) return added;
  const replay = new Fleet(fleet.model);
  const waiting: Placed[] = [];
  for (const [node, held] of fleet.held.entries()) {
    for (const [index, count] of held) {
      const shape = shapes[index];
      if (!shape) continue;
      if (!shape.together) replay.put(shape, node, count);
      else for (let pod = 0; pod < count; pod++) waiting.push([shape, node]);
    }
  }
  while (waiting.length > 0) {
    const next = waiting.findIndex(([shape, node]) => replay.takes(shape, node));
    const [pod] = next < 0 ? [] : waiting.splice(next, 1);
    if (pod) replay.put(...pod);
    else {
      const missing = waiting.map((each) => missingBeside(task, fleet, replay, each)).find((each) => each);
      if (!missing) {
        for (const [shape, node] of added) fleet.put(shape, node, -1);
        return bound.every(isNearEquals) ? "no" : "unsure";
      }
      replay.put(...missing);
      fleet.put(...missing);
      added.push(missing);
    }
  }
  return added;
}

/** A pod that has room beside all, and lets another come that must be near it. */
function missingBeside(
  { pod, counts, limits }: StrandingTask,
  fleet: Fleet,
  replay: Fleet,
  [shape, place]: Placed,
): Placed | undefined {
  // More pods could let the pod itself in.
  if (pod.together) return undefined;
  for (const index of shape.together?.shapes ?? []) {
    const other = fleet.model.shapes[index];
    const isThere = (fleet.placed[index] ?? 0) + (other === pod ? 1 : 0) < (counts[index] ?? 0);
    const isLimited = limits.some((limit, quota) => Number.isFinite(limit) && other?.quota[quota]);
    if (!other || !isThere || isLimited) continue;
    for (const node of fleet.model.blockOf.keys()) {
      if (!replay.takes(other, node) || !fleet.hasRoom(other, node) || !fleet.keepsApart(other, node))
        continue;
      replay.put(other, node);
      const isNear = replay.takes(shape, place);
      replay.put(other, node, -1);
      if (isNear) return [other, node];
    }
  }
  return undefined;
}
