import type { ApartOnNode, Pattern } from "./blocking.ts";
import type { Shape } from "./model.ts";
import { hasRoom } from "./room.ts";

export interface PricedPod {
  readonly index: number;
  readonly shape: Shape;
  readonly count: number;
  readonly price: number;
}

/**
 * The cheapest pods that fit beside each other on a node, keep their rules there, and ask for `need` of a resource at least:
 * branch and bound, with `isWhole` false where it ended before all was looked at.
 */
export function searchedPattern(
  pods: readonly PricedPod[],
  resource: number,
  need: number,
  free: readonly number[],
  isApart: ApartOnNode,
  mostVisits: number,
): { readonly pattern?: Pattern; readonly cost: number; readonly isWhole: boolean; readonly visits: number } {
  const items = pods.flatMap((pod) => {
    const size = pod.shape.requests[resource] ?? 0;
    return size > 0 ? [{ ...pod, size, rate: pod.price / Math.min(size, need) }] : [];
  });
  items.sort((a, b) => a.rate - b.rate || b.size - a.size || a.index - b.index);
  const used = items.map(() => 0);
  const chosen: number[] = [];
  let cost = Number.POSITIVE_INFINITY;
  let found: readonly number[] | undefined;
  let visits = 0;
  const extend = (from: number, missing: number, room: readonly number[], spent: number): void => {
    for (let at = from; at < items.length; at++) {
      const item = items[at];
      visits += 1;
      if (!item || visits > mostVisits) return;
      // Those that follow cost no less for what they block.
      if (spent + item.rate * missing >= cost - 1e-12) return;
      if ((used[at] ?? 0) >= item.count || !hasRoom(room, item.shape.requests)) continue;
      const isKeptOut = item.shape.isRuled && chosen.some((each) => isApart(item.shape, items[each]?.shape));
      if (isKeptOut) continue;
      const sum = spent + item.price;
      if (item.size >= missing) {
        if (sum >= cost) continue;
        cost = sum;
        found = [...chosen, at];
        continue;
      }
      chosen.push(at);
      used[at] = (used[at] ?? 0) + 1;
      extend(
        at,
        missing - item.size,
        room.map((amount, of) => amount - (item.shape.requests[of] ?? 0)),
        sum,
      );
      chosen.pop();
      used[at] = (used[at] ?? 0) - 1;
    }
  };
  extend(0, need, free, 0);
  const counts = new Map<number, number>();
  for (const at of found ?? []) {
    const index = items[at]?.index ?? -1;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return { ...(found && { pattern: { pods: [...counts] } }), cost, isWhole: visits <= mostVisits, visits };
}
