import type { Amounts } from "../inventory/inventory.ts";
import { isExtendedResource } from "../nim/gpu-resource.ts";
import type { PodDemand, QuotaDemand } from "./demand/demand.ts";
import type { QuotaLimit } from "./placement/problem.ts";
import { scheduledAmount, writtenAmount } from "./scheduler/amount.ts";

/**
 * What quotas leave to the pods, one limit a resource of a quota, in the scheduler's units. Source: Kubernetes pkg/quota/v1/evaluator/core/pods.go, podComputeUsageHelper.
 */
export function quotaLimits(quotas: readonly QuotaDemand[], pods: readonly PodDemand[]): QuotaLimit[] {
  const byNamespace = new Map<string, number[]>();
  pods.forEach(({ namespace }, index) => {
    const known = byNamespace.get(namespace);
    if (known) known.push(index);
    else byNamespace.set(namespace, [index]);
  });
  return quotas.flatMap((quota) => {
    const counted = (byNamespace.get(quota.namespace) ?? []).filter((index) => {
      const pod = pods[index];
      return pod !== undefined && quota.counts(pod);
    });
    if (counted.length === 0) return [];
    return Object.entries(quota.hard).flatMap(([resource, hard]): QuotaLimit[] => {
      const perPod = pods.map(() => 0);
      for (const index of counted) {
        const pod = pods[index];
        if (pod) perPod[index] = usageOf(resource, pod);
      }
      if (perPod.every((amount) => amount === 0)) return [];
      const left = scheduledAmount(baseOf(resource), hard);
      return [{ name: quota.name, namespace: quota.namespace, resource, left, perPod }];
    });
  });
}

/**
 * Why admission refuses one more pod of a group while so many pods of each group exist, as the API server says it; undefined
 * where no quota is in its way. Source: Kubernetes apiserver plugin/resourcequota/controller.go, checkRequest.
 */
export function quotaMessage(
  limits: readonly QuotaLimit[],
  group: number,
  existing: readonly number[],
): string | undefined {
  const used = (limit: QuotaLimit) => usedOf(limit, existing);
  const exceeded = limits.filter((limit) => {
    const asked = limit.perPod[group] ?? 0;
    return asked > 0 && used(limit) + asked > limit.left;
  });
  const [first] = exceeded;
  if (!first) return undefined;
  // The first quota that refuses is the one that is told.
  const of = exceeded.filter(({ name, namespace }) => name === first.name && namespace === first.namespace);
  const list = (amount: (limit: QuotaLimit) => number) =>
    of
      .map((limit) => `${limit.resource}=${writtenAmount(baseOf(limit.resource), amount(limit))}`)
      .sort()
      .join(",");
  const requested = list(({ perPod }) => perPod[group] ?? 0);
  return `exceeded quota: ${first.name}, requested: ${requested}, used: ${list(used)}, limited: ${list(({ left }) => left)}`;
}

/** What so many pods of each group use of a quota. */
export function usedOf({ perPod }: QuotaLimit, existing: readonly number[]): number {
  return perPod.reduce((sum, amount, index) => sum + amount * (existing[index] ?? 0), 0);
}

/** What one pod uses of a quota's resource; of devices only requests are counted. */
function usageOf(resource: string, { requests, limits }: PodDemand): number {
  if (resource === "pods" || resource === "count/pods") return 1;
  if (resource.startsWith("limits.")) return amountOf(limits, baseOf(resource));
  const base = baseOf(resource);
  return isExtendedResource(base) && base === resource ? 0 : amountOf(requests, base);
}

/** The resource that a quota's name is about. */
export function baseOf(resource: string): string {
  return resource.replace(/^(requests|limits)\./, "");
}

function amountOf(amounts: Amounts, name: string): number {
  return Object.hasOwn(amounts, name) ? scheduledAmount(name, amounts[name] ?? "0") : 0;
}
