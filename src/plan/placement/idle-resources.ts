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
    const most = asked > 0 ? Math.min(count, timesBeside(free, requests, resource)) : 0;
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
    return mostWithin(weighed, limit) * (1 + 1e-9) <= room;
  });
}

/** How many equal pods go into the room, as far as all resources but one say. */
function timesBeside(free: readonly number[], requests: readonly number[], but: number): number {
  let times = Number.POSITIVE_INFINITY;
  for (const [index, asked] of requests.entries()) {
    if (asked > 0 && index !== but) times = Math.min(times, Math.floor((free[index] ?? 0) / asked));
  }
  return Math.max(0, times);
}

/** The largest gain within a limit, of pods that can be cut into parts. */
function mostWithin(items: { readonly gain: number; readonly weight: number }[], limit: number): number {
  items.sort((a, b) => b.gain * a.weight - a.gain * b.weight);
  let left = limit;
  let sum = 0;
  for (const { gain, weight } of items) {
    const part = weight === 0 ? 1 : Math.min(1, left / weight);
    sum += gain * part;
    left -= weight * part;
    if (part < 1) break;
  }
  return sum;
}
