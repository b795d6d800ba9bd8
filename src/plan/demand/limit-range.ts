import type { Amounts } from "../../inventory/inventory.ts";
import { amountsAt, podRequests } from "../../inventory/pod-requests.ts";
import type { Companion } from "../../manifest/resource.ts";
import { compareQuantities, parseQuantity } from "../../nim/quantity.ts";
import type { ValueMap } from "../../nim/value.ts";
import { mapsAt, textAt } from "./companions.ts";
import { limitsAsRequests, withContainers, withResources } from "./containers.ts";

/**
 * Containers with what the LimitRanges of the namespace give those that do not say it. Where several do, the first
 * counts. Source: Kubernetes plugin/pkg/admission/limitranger, defaultContainerResourceRequirements; pkg/apis/core/v1,
 * SetDefaults_LimitRangeItem.
 */
export function withLimitRangeDefaults(spec: ValueMap, ranges: readonly Companion[]): ValueMap {
  const items = itemsOf(ranges, "Container");
  if (items.length === 0) return spec;
  return withContainers(spec, (container) => {
    let limits = amountsAt(container, "resources", "limits");
    let requests = amountsAt(container, "resources", "requests");
    for (const item of items) {
      const byLimit = { ...amountsAt(item, "max"), ...amountsAt(item, "default") };
      const byRequest = { ...amountsAt(item, "min"), ...byLimit, ...amountsAt(item, "defaultRequest") };
      limits = { ...byLimit, ...limits };
      requests = { ...byRequest, ...requests };
    }
    return withResources(container, { requests, limits });
  });
}

/** What a LimitRange says against a pod. */
export function limitRangeFault(spec: ValueMap, ranges: readonly Companion[]): string | undefined {
  for (const item of itemsOf(ranges, "Container")) {
    for (const container of [...mapsAt(spec, ["initContainers"]), ...mapsAt(spec, ["containers"])]) {
      const requests = amountsAt(container, "resources", "requests");
      const limits = amountsAt(container, "resources", "limits");
      const fault = outside(item, requests, limits, `container ${textAt(container, ["name"])}`);
      if (fault !== undefined) return fault;
    }
  }
  for (const item of itemsOf(ranges, "Pod")) {
    const fault = outside(item, podRequests(spec), podRequests(limitsAsRequests(spec)), "the pod");
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function outside(item: ValueMap, requests: Amounts, limits: Amounts, what: string): string | undefined {
  for (const [resource, most] of Object.entries(amountsAt(item, "max"))) {
    const limit = own(limits, resource);
    if (limit === undefined) return `a LimitRange asks ${what} for a limit of ${resource}`;
    if (isMore(limit, most))
      return `${what} may have ${most} ${resource} at most by a LimitRange, and asks for ${limit}`;
  }
  for (const [resource, least] of Object.entries(amountsAt(item, "min"))) {
    const request = own(requests, resource);
    if (request === undefined) return `a LimitRange asks ${what} for a request of ${resource}`;
    if (isMore(least, request))
      return `${what} must ask for ${least} ${resource} by a LimitRange, and asks for ${request}`;
  }
  return undefined;
}

function isMore(one: string, other: string): boolean {
  const [a, b] = [parseQuantity(one), parseQuantity(other)];
  return a !== undefined && b !== undefined && compareQuantities(a, b) > 0;
}

function own(amounts: Amounts, resource: string): string | undefined {
  return Object.hasOwn(amounts, resource) ? amounts[resource] : undefined;
}

function itemsOf(ranges: readonly Companion[], type: string): ValueMap[] {
  return ranges.flatMap(({ value }) =>
    mapsAt(value, ["spec", "limits"]).filter((item) => item.type === type),
  );
}
