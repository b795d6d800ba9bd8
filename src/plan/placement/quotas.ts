import type { Model, Shape } from "./model.ts";

/**
 * What the pods that count against each quota may ask for together; Infinity where all of them may come. Pods that find
 * no node count too. Source: Kubernetes pkg/quota, admission resourcequota: a pod is refused at its creation.
 */
export function limitsOf({ quotas, shapes }: Model, counts: readonly number[]): number[] {
  return quotas.map(({ left }, index) => {
    const asked = shapes.reduce(
      (sum, { quota }, shape) => sum + (quota[index] ?? 0) * (counts[shape] ?? 0),
      0,
    );
    return asked <= left ? Number.POSITIVE_INFINITY : left;
  });
}

/**
 * Whether pods that came before may have used up a quota, so that the pod is refused: whether some of them, which are
 * within all quotas, leave less than it asks for.
 */
export function isRefused(
  { shapes }: Model,
  pod: Shape,
  counts: readonly number[],
  limits: readonly number[],
): boolean {
  return limits.some((limit, index) => {
    const own = pod.quota[index] ?? 0;
    if (own === 0 || limit === Number.POSITIVE_INFINITY) return false;
    const others = shapes.filter(({ quota }) => (quota[index] ?? 0) > 0);
    const amounts = others.map((shape) => ({
      quota: shape.quota,
      count: (counts[shape.index] ?? 0) - (shape === pod ? 1 : 0),
    }));
    return canUse(amounts, limits, index, limit - own);
  });
}

/** Whether some of the pods are within all limits, and take more than `least` of one of them. */
function canUse(
  amounts: readonly { readonly quota: readonly number[]; readonly count: number }[],
  limits: readonly number[],
  index: number,
  least: number,
): boolean {
  if (least < 0) return true;
  let sums = new Map<string, readonly number[]>([["", limits.map(() => 0)]]);
  for (const { quota, count } of amounts) {
    const next = new Map(sums);
    for (const sum of sums.values()) {
      for (let taken = 1; taken <= count; taken++) {
        const used = sum.map((amount, of) => amount + (quota[of] ?? 0) * taken);
        if (used.some((amount, of) => amount > (limits[of] ?? 0))) break;
        if ((used[index] ?? 0) > least) return true;
        if (next.size >= mostSums) break;
        next.set(used.join(), used);
      }
    }
    sums = next;
  }
  // With more sums than were looked at, that none of them does is not known; a quota that is too small for all seldom
  // ends without a remainder that is smaller than a pod.
  return sums.size >= mostSums;
}

const mostSums = 20_000;
