import { broughtNear } from "./brought-near.ts";
import type { Fleet } from "./fleet.ts";
import { isNearEquals, type Shape } from "./model.ts";
import { hasRoom } from "./room.ts";
import type { StrandingTask } from "./stranding-task.ts";

/**
 * Whether pods that block others may stay where they are when all the others have come too: whether pods of higher
 * priority find a node without evicting one of them, or none at all; and whether some order of arrival leads there, for which
 * pods may be added that others must be near.
 */
export function settles(task: StrandingTask, fleet: Fleet): "yes" | "no" | "unsure" {
  const added = broughtNear(task, fleet);
  if (added === "no" || added === "unsure") return added;
  const answer = task.isEvicting ? staysSo(task, fleet) : "yes";
  if (answer === "yes") return answer;
  for (const [shape, node] of added) fleet.put(shape, node, -1);
  return added.length > 0 ? "unsure" : answer;
}

/**
 * Whether some order and some choice among possible nodes of the pods that are still to come lets all stay that are there;
 * all are tried. Pods of lower priority than all that are there are no matter, since whoever could evict does so with them.
 */
function staysSo(
  { model, pod, counts, limits, steps }: StrandingTask,
  fleet: Fleet,
): "yes" | "no" | "unsure" {
  const there = model.shapes.filter(({ index }) => (fleet.placed[index] ?? 0) > 0);
  const lowest = Math.min(...there.map(({ priority }) => priority));
  const left = model.shapes.map(
    ({ index }) => (counts[index] ?? 0) - (fleet.placed[index] ?? 0) - (index === pod.index ? 1 : 0),
  );
  const higher = model.shapes.filter(({ index, priority }) => priority > lowest && (left[index] ?? 0) > 0);
  if (!higher.some(({ evicts }) => evicts)) return "yes";
  higher.sort((a, b) => b.priority - a.priority || a.index - b.index);
  const used = limits.map((_, quota) =>
    model.shapes.reduce(
      (sum, s) => sum + (s.quota[quota] ?? 0) * (fleet.placed[s.index] ?? 0),
      pod.quota[quota] ?? 0,
    ),
  );
  // Those that evict nobody may be kept out by pods of lower priority, and pods that find no node use up quotas too.
  let isSure = higher.every(
    ({ evicts, quota }) => evicts && !limits.some((limit, of) => Number.isFinite(limit) && quota[of]),
  );
  // Nor is it where those that come too keep one out of more than a node, or where one may have come before those that
  // it must be near.
  const isKeptOut = ({ apart, priority }: Shape) =>
    apart.some(
      ({ shape, isNarrow }) =>
        !isNarrow && (left[shape] ?? 0) > 0 && (model.shapes[shape]?.priority ?? 0) < priority,
    );
  if (higher.some((shape) => isKeptOut(shape) || (shape.together && !isNearEquals(shape)))) isSure = false;
  const seen = new Set<string>();
  const move = (shape: Shape, node: number, sign: 1 | -1) => {
    fleet.put(shape, node, sign);
    left[shape.index] = (left[shape.index] ?? 0) - sign;
    for (const [quota, amount] of shape.quota.entries()) used[quota] = (used[quota] ?? 0) + sign * amount;
  };
  const nodes = [...model.blockOf.keys()];
  const stateOf = (node: number) => {
    const held = [...(fleet.held[node] ?? [])].sort(([a], [b]) => a - b);
    return `${model.blockOf[node]};${held.join(" ")}`;
  };
  const visit = (): boolean => {
    const key = `${left.join()};${nodes.map(stateOf).sort().join("|")}`;
    if (seen.has(key)) return false;
    seen.add(key);
    if (seen.size > mostStates || !steps.take(2 * nodes.length)) {
      isSure = false;
      return false;
    }
    // Beyond its quota a pod does not exist.
    const coming = higher.filter(
      ({ index, quota }) =>
        (left[index] ?? 0) > 0 &&
        limits.every((limit, of) => !quota[of] || (used[of] ?? 0) + (quota[of] ?? 0) <= limit),
    );
    let isLast = true;
    for (const shape of coming) {
      const states = new Set<string>();
      for (const node of nodes) {
        const state = stateOf(node);
        if (states.has(state) || !fleet.takes(shape, node)) continue;
        states.add(state);
        isLast = false;
        move(shape, node, 1);
        const isStable = visit();
        move(shape, node, -1);
        if (isStable) return true;
      }
    }
    if (!isLast) return false;
    return !coming.some(
      (shape) => shape.evicts && nodes.some((node) => takesAfterEviction(fleet, shape, node)),
    );
  };
  if (visit()) return "yes";
  return isSure ? "no" : "unsure";
}

const mostStates = 100;

/** Pods of other nodes stay. Source: kube-scheduler plugin DefaultPreemption, SelectVictimsOnNode. */
function takesAfterEviction(fleet: Fleet, shape: Shape, node: number): boolean {
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
