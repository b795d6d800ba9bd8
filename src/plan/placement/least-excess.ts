import type { ApartOnNode, Pattern } from "./blocking.ts";
import type { Shape } from "./model.ts";
import { hasRoom } from "./room.ts";

interface Item {
  readonly index: number;
  readonly shape: Shape;
  readonly count: number;
}

/** Pods that fit beside each other, keep their rules, and ask for `need` at least; and for as little more as a short search finds. */
export function leastExcess(
  pods: readonly Item[],
  resource: number,
  need: number,
  free: readonly number[],
  isApart: ApartOnNode,
): Pattern | undefined {
  const items = pods.flatMap((pod) => {
    const size = pod.shape.requests[resource] ?? 0;
    return size > 0 && pod.count > 0 && hasRoom(free, pod.shape.requests) ? [{ ...pod, size }] : [];
  });
  items.sort((a, b) => b.size - a.size || a.index - b.index);
  const chosen: number[] = [];
  const used = items.map(() => 0);
  let least = Number.POSITIVE_INFINITY;
  let best: readonly number[] | undefined;
  let visits = 0;
  const extend = (from: number, missing: number, room: readonly number[]): boolean => {
    for (let at = from; at < items.length; at++) {
      const item = items[at];
      visits += 1;
      if (!item || visits > mostVisits) return true;
      const excess = item.size - missing;
      if (excess >= least || (used[at] ?? 0) >= item.count || !hasRoom(room, item.shape.requests)) continue;
      const isKeptOut = item.shape.isRuled && chosen.some((each) => isApart(item.shape, items[each]?.shape));
      if (isKeptOut) continue;
      if (excess >= 0) {
        least = excess;
        best = [...chosen, at];
        if (excess === 0) return true;
        continue;
      }
      chosen.push(at);
      used[at] = (used[at] ?? 0) + 1;
      const after = room.map((amount, of) => amount - (item.shape.requests[of] ?? 0));
      const isOver = extend(at, missing - item.size, after);
      chosen.pop();
      used[at] = (used[at] ?? 0) - 1;
      if (isOver) return true;
    }
    return false;
  };
  extend(0, need, free);
  if (!best) return undefined;
  const counts = new Map<number, number>();
  for (const at of best) {
    const index = items[at]?.index ?? -1;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return { pods: [...counts] };
}

const mostVisits = 2000;
