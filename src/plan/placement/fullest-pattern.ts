import type { ApartOnNode, Pattern } from "./blocking.ts";
import type { Shape } from "./model.ts";
import { hasRoom } from "./room.ts";

export interface ValuedPod {
  readonly index: number;
  readonly shape: Shape;
  readonly count: number;
  readonly value: number;
}

/**
 * The pods that are worth most and fit beside each other on a node: branch and bound along the resource that is scarcest.
 * `most`: no pods are worth more; where the search ended before all was looked at that is what fluid pods would be worth.
 */
export function fullestPattern(
  pods: readonly ValuedPod[],
  resource: number,
  free: readonly number[],
  isApart: ApartOnNode,
  mostVisits: number,
): { readonly pattern: Pattern; readonly value: number; readonly most: number; readonly visits: number } {
  const items = pods
    .filter(({ shape, count, value }) => count > 0 && value > 0 && hasRoom(free, shape.requests))
    .map((pod) => {
      const size = pod.shape.requests[resource] ?? 0;
      return { ...pod, size, rate: size > 0 ? pod.value / size : Number.POSITIVE_INFINITY };
    });
  items.sort((a, b) => b.rate - a.rate || b.size - a.size || a.index - b.index);
  const used = items.map(() => 0);
  const chosen: number[] = [];
  let best = 0;
  let found: readonly number[] = [];
  let visits = 0;
  const bound = (from: number, room: number): number => {
    let sum = 0;
    let left = room;
    for (let at = from; at < items.length; at++) {
      const item = items[at];
      if (!item) break;
      const count = item.count - (used[at] ?? 0);
      if (item.size * count <= left) {
        sum += item.value * count;
        left -= item.size * count;
      } else return sum + left * item.rate;
    }
    return sum;
  };
  const extend = (from: number, room: readonly number[], value: number): void => {
    if (value > best + 1e-12) {
      best = value;
      found = [...chosen];
    }
    for (let at = from; at < items.length; at++) {
      const item = items[at];
      visits += 1;
      if (!item || visits > mostVisits) return;
      if ((used[at] ?? 0) >= item.count || !hasRoom(room, item.shape.requests)) continue;
      if (value + bound(at, room[resource] ?? 0) <= best + 1e-12) return;
      const isKeptOut = item.shape.isRuled && chosen.some((each) => isApart(item.shape, items[each]?.shape));
      if (isKeptOut) continue;
      chosen.push(at);
      used[at] = (used[at] ?? 0) + 1;
      extend(
        at,
        room.map((amount, of) => amount - (item.shape.requests[of] ?? 0)),
        value + item.value,
      );
      chosen.pop();
      used[at] = (used[at] ?? 0) - 1;
    }
  };
  const most = bound(0, free[resource] ?? 0);
  extend(0, free, 0);
  const counts = new Map<number, number>();
  for (const at of found) {
    const index = items[at]?.index ?? -1;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return { pattern: { pods: [...counts] }, value: best, most: visits > mostVisits ? most : best, visits };
}
