import { mostFluid } from "./most-fluid.ts";
import { timesIn } from "./room.ts";

/** A node, and the pods that may come to it. */
interface Place {
  readonly free: readonly number[];
  readonly pods: readonly { readonly requests: readonly number[]; readonly count: number }[];
}

/**
 * By resource: whether it never ends first on such a node, whatever runs there, so that nobody needs to count it: all pods
 * together ask for no more, or those that another resource leaves room for, as if they were fluid. One after the other,
 * since two that end at once may not both be left out.
 */
export function idleResources({ free, pods }: Place): boolean[] {
  const counted = [...free];
  const part = (resource: number) => {
    const asked = pods.reduce((sum, pod) => sum + (pod.requests[resource] ?? 0) * pod.count, 0);
    return asked === 0 ? 0 : asked / Math.max(free[resource] ?? 0, 1e-9);
  };
  const parts = free.map((_, resource) => part(resource));
  const order = [...free.keys()].sort((a, b) => (parts[a] ?? 0) - (parts[b] ?? 0) || a - b);
  for (const resource of order) {
    if (isIdle(counted, pods, resource)) counted[resource] = Number.POSITIVE_INFINITY;
  }
  return counted.map((room, resource) => room === Number.POSITIVE_INFINITY && free[resource] !== room);
}

function isIdle(free: readonly number[], pods: Place["pods"], resource: number): boolean {
  const room = free[resource] ?? 0;
  const items = pods.flatMap(({ requests, count }) => {
    const asked = requests[resource] ?? 0;
    const most = asked > 0 ? Math.min(count, timesIn(free, requests, resource)) : 0;
    return most > 0 ? [{ requests, count: most, gain: asked * most }] : [];
  });
  if (items.length === 0 || items.reduce((sum, { gain }) => sum + gain, 0) <= room) return true;
  if (room < 0) return false;
  return free.some((limit, other) => {
    if (other === resource || limit === Number.POSITIVE_INFINITY) return false;
    const weighed = items.map(({ requests, count, gain }) => ({
      gain,
      weight: (requests[other] ?? 0) * count,
    }));
    return mostFluid(weighed, limit) <= room;
  });
}
