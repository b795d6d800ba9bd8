import { Fleet } from "./fleet.ts";
import { hasRoom, type Shape } from "./model.ts";
import type { StrandingTask } from "./stranding-task.ts";

/**
 * Whether pods that block others may stay where they are when all the others have come too: whether pods of higher
 * priority find a node without evicting one of them, or none at all; and whether some order of arrival leads there.
 */
export function settles(task: StrandingTask, fleet: Fleet): "yes" | "no" | "unsure" {
  const reached = isReached(fleet);
  if (reached !== "yes") return reached;
  if (!task.isEvicting) return "yes";
  const answers = preferences.map((prefer) => staysSo(task, fleet, prefer));
  return answers.find((answer) => answer !== "unsure") ?? "unsure";
}

/**
 * Only pods that must be near others need an order. Where none must be near others than its equals, any order shows it:
 * all of them share a domain, or they never come.
 */
function isReached(fleet: Fleet): "yes" | "no" | "unsure" {
  const { shapes } = fleet.model;
  const bound = shapes.filter(({ index, together }) => together && (fleet.placed[index] ?? 0) > 0);
  if (bound.length === 0) return "yes";
  const replay = new Fleet(fleet.model);
  const waiting: [Shape, number][] = [];
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
    if (!pod) return bound.every(isNearEquals) ? "no" : "unsure";
    replay.put(...pod);
  }
  return "yes";
}

/** Whether it must be near its equals, and near no others. */
export function isNearEquals({ index, together }: Shape): boolean {
  return together?.shapes.length === 1 && together.shapes[0] === index;
}

const preferences = ["first", "last"] as const;

function staysSo(
  { model, pod, counts, limits }: StrandingTask,
  fleet: Fleet,
  prefer: (typeof preferences)[number],
): "yes" | "no" | "unsure" {
  const there = model.shapes.filter(({ index }) => (fleet.placed[index] ?? 0) > 0);
  const lowest = Math.min(...there.map(({ priority }) => priority));
  const coming = model.shapes
    .filter(
      ({ evicts, priority, index }) =>
        evicts && priority > lowest && (counts[index] ?? 0) > (fleet.placed[index] ?? 0),
    )
    .sort((a, b) => b.priority - a.priority || a.index - b.index);
  if (coming.length === 0) return "yes";
  const nodes = model.blockOf.map((_, node) => node);
  if (prefer === "last") nodes.reverse();
  const placed: [Shape, number][] = [];
  const used = limits.map((_, quota) =>
    model.shapes.reduce(
      (sum, s) => sum + (s.quota[quota] ?? 0) * (fleet.placed[s.index] ?? 0),
      pod.quota[quota] ?? 0,
    ),
  );
  let isForced = true;
  const isStable = coming.every((shape) => {
    let left = (counts[shape.index] ?? 0) - (fleet.placed[shape.index] ?? 0) - (shape === pod ? 1 : 0);
    for (; left > 0; left--) {
      // Beyond its quota the pod does not exist.
      if (limits.some((limit, quota) => (used[quota] ?? 0) + (shape.quota[quota] ?? 0) > limit)) return true;
      shape.quota.forEach((amount, quota) => {
        used[quota] = (used[quota] ?? 0) + amount;
      });
      const open = nodes.filter((candidate) => fleet.takes(shape, candidate));
      const [node] = open;
      if (node === undefined) return !nodes.some((candidate) => takesAfterEviction(fleet, shape, candidate));
      if (open.length > 1) isForced = false;
      fleet.put(shape, node);
      placed.push([shape, node]);
    }
    return true;
  });
  for (const [shape, node] of placed) fleet.put(shape, node, -1);
  return isStable ? "yes" : isForced ? "no" : "unsure";
}

/** Pods of other nodes stay. Source: kube-scheduler plugin DefaultPreemption, SelectVictimsOnNode. */
export function takesAfterEviction(fleet: Fleet, shape: Shape, node: number): boolean {
  const { shapes, blockOf } = fleet.model;
  if (!shape.takes[blockOf[node] ?? -1]) return false;
  const victims = [...(fleet.held[node] ?? [])].flatMap(([index, count]): [Shape, number][] => {
    const other = shapes[index];
    return other && other.priority < shape.priority ? [[other, count]] : [];
  });
  if (victims.length === 0) return false;
  for (const [victim, count] of victims) fleet.put(victim, node, -count);
  const isTaken = hasRoom(fleet.free[node] ?? [], shape.requests) && fleet.takes(shape, node);
  for (const [victim, count] of victims) fleet.put(victim, node, count);
  return isTaken;
}
