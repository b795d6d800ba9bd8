import type { Packing } from "./placement/answer.ts";
import type { PlacementProblem } from "./problem-of.ts";
import { complaintsOf } from "./scheduler/complaints.ts";

/**
 * Where pods go when the largest of the most important come first and each takes, of the nodes that have room, one that the
 * fewest of these pods could use. What finds none is left out.
 *
 * @param groups those that come, by their index.
 */
export function bestEffort(placement: PlacementProblem, groups: readonly number[]): Packing {
  const { problem } = placement;
  const isRuled = problem.groups.some(({ rules }) => rules.length > 0);
  const free = problem.nodes.map((node) => [...node.free]);
  const left = problem.quotas.map((quota) => quota.left);
  const running = new Map<number, Map<number, number>>();
  const nodes = leastWanted(placement, groups);
  for (const index of [...groups].sort(bySize(placement))) {
    const group = problem.groups[index];
    if (!group) continue;
    const { allowed, requests } = group;
    const hasRoom = (node: number) =>
      allowed[problem.nodes[node]?.class ?? -1] === true &&
      requests.every((asked, each) => asked === 0 || asked <= (free[node]?.[each] ?? 0)) &&
      (!isRuled || complaintsOf(placement, index, node, running).texts.length === 0);
    let pods = Math.min(
      group.count,
      ...problem.quotas.map(({ perPod }, quota) => {
        const each = perPod[index] ?? 0;
        return each === 0 ? Number.POSITIVE_INFINITY : Math.floor((left[quota] ?? 0) / each);
      }),
    );
    problem.quotas.forEach(({ perPod }, quota) => {
      left[quota] = (left[quota] ?? 0) - (perPod[index] ?? 0) * Math.max(0, pods);
    });
    for (let next = 0; next < nodes.length && pods > 0; ) {
      const node = nodes[next] ?? 0;
      if (!hasRoom(node)) {
        next += 1;
        continue;
      }
      const held = running.get(node) ?? new Map<number, number>();
      running.set(node, held.set(index, (held.get(index) ?? 0) + 1));
      requests.forEach((asked, each) => {
        const amounts = free[node];
        if (amounts) amounts[each] = (amounts[each] ?? 0) - asked;
      });
      pods -= 1;
    }
  }
  return running;
}

/** Nodes by the number of pods that they may take; in the order of the problem where that is equal. */
function leastWanted({ problem }: PlacementProblem, groups: readonly number[]): number[] {
  const wanted: number[] = [];
  for (const index of groups) {
    const { allowed = [], count = 0 } = problem.groups[index] ?? {};
    for (const [each, isAllowed] of allowed.entries()) {
      wanted[each] = (wanted[each] ?? 0) + (isAllowed ? count : 0);
    }
  }
  const rank = (node: number) => wanted[problem.nodes[node]?.class ?? -1] ?? 0;
  return [...problem.nodes.keys()].sort((a, b) => rank(a) - rank(b) || a - b);
}

/** How many pods a packing has of each group. */
export function podsPlaced(packing: Packing): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const held of packing.values()) {
    for (const [group, pods] of held) counts.set(group, (counts.get(group) ?? 0) + pods);
  }
  return counts;
}

/** By priority, then by the share of a whole node that a pod takes. */
function bySize({ problem: { groups, nodes } }: PlacementProblem): (a: number, b: number) => number {
  const most = (groups[0]?.requests ?? []).map((_, each) =>
    nodes.reduce((largest, { allocatable }) => {
      const amount = allocatable[each] ?? 0;
      return Number.isFinite(amount) ? Math.max(largest, amount) : largest;
    }, 0),
  );
  const shares = groups.map(({ requests }) =>
    requests.reduce((largest, asked, each) => {
      const whole = most[each] ?? 0;
      return whole > 0 ? Math.max(largest, asked / whole) : largest;
    }, 0),
  );
  return (a, b) =>
    (groups[b]?.priority ?? 0) - (groups[a]?.priority ?? 0) || (shares[b] ?? 0) - (shares[a] ?? 0) || a - b;
}
