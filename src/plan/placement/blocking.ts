import type { Model, Shape } from "./model.ts";
import { hasRoom } from "./room.ts";
import type { Blocker } from "./stranding-task.ts";

/** Pods of others on one node after which it no longer takes a pod; taking any of them away, it would. */
export interface Pattern {
  /** Positions in the list of blockers, and how many of each. */
  readonly pods: readonly (readonly [blocker: number, count: number])[];
}

/**
 * All patterns for a node; fewer, and `isWhole` false, where there are more than anybody can look through. That pods on
 * other nodes may forbid them there is not seen.
 */
export function patternsOf(
  model: Model,
  pod: Shape,
  { node, free }: { readonly node: number; readonly free: readonly number[] },
  blockers: readonly Blocker[],
): { readonly patterns: readonly Pattern[]; readonly isWhole: boolean } {
  const patterns: Pattern[] = [];
  const block = model.blockOf[node] ?? -1;
  const possible = blockers.flatMap(({ shape, count }, index) =>
    count > 0 && shape.takes[block] && hasRoom(free, shape.requests) && canMatter(shape, pod)
      ? [{ index, shape, count }]
      : [],
  );
  // Large pods first: then the pods that end a pattern are the ones that could be spared first.
  possible.sort((a, b) => largest(b.shape, pod) - largest(a.shape, pod) || a.index - b.index);
  const apart = (one: Shape, other: Shape) => isApartOn(model, one, other, node);
  const chosen: { index: number; shape: Shape; count: number }[] = [];
  let visits = 0;

  const isBlocked = (left: readonly number[]) => !hasRoom(left, pod.requests);
  const extend = (from: number, left: readonly number[]): boolean => {
    for (let at = from; at < possible.length; at++) {
      const next = possible[at];
      if (!next) break;
      visits += 1;
      if (visits > mostVisits || patterns.length > mostPatterns) return false;
      const own = chosen.at(-1);
      const isMore = own !== undefined && own.index === next.index;
      if ((isMore ? own.count : 0) >= next.count || !hasRoom(left, next.shape.requests)) continue;
      if (chosen.some(({ shape }) => apart(shape, next.shape))) continue;
      if (isMore) own.count += 1;
      else chosen.push({ index: next.index, shape: next.shape, count: 1 });
      const after = left.map((amount, index) => amount - (next.shape.requests[index] ?? 0));
      if (apart(pod, next.shape)) {
        if (chosen.length === 1 && chosen[0]?.count === 1) patterns.push({ pods: [[next.index, 1]] });
      } else if (isBlocked(after)) {
        const isSpare = chosen.some(({ shape }) =>
          isBlocked(after.map((amount, i) => amount + (shape.requests[i] ?? 0))),
        );
        if (!isSpare) patterns.push({ pods: chosen.map(({ index, count }) => [index, count] as const) });
      } else if (!extend(at, after)) return false;
      const last = chosen.at(-1);
      if (last && last.count > 1) last.count -= 1;
      else chosen.pop();
    }
    return true;
  };
  const isWhole = extend(0, free);
  return { patterns, isWhole };
}

const mostPatterns = 4000;
const mostVisits = 100_000;

/** Whether pods of two shapes may not be on some node at once. */
export type ApartOnNode = (one: Shape, other: Shape | undefined) => boolean;

export function apartOn(model: Model, node: number): ApartOnNode {
  return (one, other) => other !== undefined && isApartOn(model, one, other, node);
}

/** Whether pods of the two shapes may not be on a node like this at once. */
export function isApartOn({ domains }: Model, one: Shape, other: Shape, node: number): boolean {
  return one.apart.some(({ key, shape }) => shape === other.index && (domains[key]?.[node] ?? -1) >= 0);
}

function canMatter(shape: Shape, pod: Shape): boolean {
  return (
    shape.requests.some((asked, index) => asked > 0 && (pod.requests[index] ?? 0) > 0) ||
    pod.apart.some((rule) => rule.shape === shape.index)
  );
}

function largest({ requests }: Shape, pod: Shape): number {
  return requests.reduce(
    (most, asked, index) =>
      (pod.requests[index] ?? 0) > 0 ? Math.max(most, asked / (pod.requests[index] ?? 1)) : most,
    0,
  );
}
