import type { Amounts } from "../../inventory/inventory.ts";
import { amountsAt, podRequests } from "../../inventory/pod-requests.ts";
import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { compareQuantities, parseQuantity } from "../../nim/quantity.ts";
import { isMap, type ValueMap, valueAt } from "../../nim/value.ts";
import type { Assumption, Reason } from "../plan.ts";
import { type Companions, mapsAt, textAt } from "./companions.ts";
import { limitsAsRequests, withContainers, withResources } from "./containers.ts";
import { limitRangeFault, withLimitRangeDefaults } from "./limit-range.ts";
import { type Priority, priorityOf } from "./priority.ts";

/** A pod as the API server stores it. */
export interface AdmittedPod {
  readonly spec: ValueMap;
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly priority: Priority;
}

/**
 * What the API server makes of a pod's template, or why it takes no such pod: then there never is one, and the scheduler
 * has nothing to say. Source: Kubernetes plugin/pkg/admission (priority, limitranger, runtimeclass); pkg/apis/core/validation.
 */
export function admitted(
  template: ValueMap,
  namespace: string,
  companions: Companions,
  assume: (assumption: Assumption) => void,
): AdmittedPod | Reason {
  const priority = priorityOf(textAt(template, ["priorityClassName"]), companions);
  if ("message" in priority) return priority;
  const limitRanges = companions.ofKind("LimitRange", namespace);
  const limited = withLimitRangeDefaults(withDefaultRequests(template), limitRanges);
  const spec = withRuntimeClass(limited, companions, assume);
  const fault = resourceFault(spec) ?? limitRangeFault(spec, limitRanges);
  if (fault !== undefined)
    return { code: "pod-refused", message: `the API server takes no such pod: ${fault}` };
  return { spec, requests: podRequests(spec), limits: podLimits(spec), priority };
}

/** A limit without a request is the request too. Source: Kubernetes pkg/apis/core/v1/defaults.go, SetDefaults_Pod. */
function withDefaultRequests(spec: ValueMap): ValueMap {
  return withContainers(spec, (container) => {
    const limits = amountsAt(container, "resources", "limits");
    if (Object.keys(limits).length === 0) return container;
    const requests = { ...limits, ...amountsAt(container, "resources", "requests") };
    return withResources(container, { requests, limits });
  });
}

/** A class that the set lacks is taken for one of the GPU operator's, which have neither overhead nor a place of their own. */
function withRuntimeClass(
  spec: ValueMap,
  companions: Companions,
  assume: (assumption: Assumption) => void,
): ValueMap {
  const name = textAt(spec, ["runtimeClassName"]);
  if (name === "") return spec;
  const runtimeClass = companions.find("RuntimeClass", "", name);
  if (!runtimeClass) {
    assume({
      about: `RuntimeClass ${name}`,
      message:
        "is not among the manifests: taken for one that exists, without overhead and without a node selector",
    });
    return spec;
  }
  const overhead = amountsAt(runtimeClass, "overhead", "podFixed");
  const selector = valueAt(runtimeClass, ["scheduling", "nodeSelector"]);
  const given = valueAt(spec, ["nodeSelector"]);
  const tolerations = [
    ...mapsAt(spec, ["tolerations"]),
    ...mapsAt(runtimeClass, ["scheduling", "tolerations"]),
  ];
  return {
    ...spec,
    ...(Object.keys(overhead).length > 0 && { overhead: { ...overhead } }),
    ...(isMap(selector) && { nodeSelector: { ...(isMap(given) ? given : {}), ...selector } }),
    ...(tolerations.length > 0 && { tolerations }),
  };
}

/** Devices are neither shared out in parts nor lent: their requests are whole, and the limits. */
function resourceFault(spec: ValueMap): string | undefined {
  for (const container of [...mapsAt(spec, ["initContainers"]), ...mapsAt(spec, ["containers"])]) {
    const requests = amountsAt(container, "resources", "requests");
    const limits = amountsAt(container, "resources", "limits");
    const name = textAt(container, ["name"]);
    for (const [resource, written] of Object.entries({ ...limits, ...requests })) {
      const amount = parseQuantity(written);
      const limit = Object.hasOwn(limits, resource) ? parseQuantity(limits[resource] ?? "") : undefined;
      if (!amount) return `container ${name} asks for ${written} of ${resource}, which is no quantity`;
      if (amount.nano < 0n)
        return `container ${name} asks for ${written} of ${resource}, which is less than nothing`;
      if (limit && compareQuantities(amount, limit) > 0)
        return `container ${name} requests ${written} of ${resource}, and its limit is ${limit.canonical}`;
      if (!isExtendedResource(resource)) continue;
      if (!limit) return `container ${name} requests ${resource} without a limit`;
      if (compareQuantities(amount, limit) !== 0)
        return `container ${name} requests ${written} of ${resource}, and its limit is ${limit.canonical}: they must be equal`;
      if (amount.nano % 1_000_000_000n !== 0n)
        return `container ${name} asks for ${written} of ${resource}, which must be a whole number`;
    }
  }
  return undefined;
}

/** As requests are counted, of limits alone; overhead counts where there is a limit. Source: component-helpers, PodLimits. */
function podLimits(spec: ValueMap): Amounts {
  const { overhead: _, ...rest } = limitsAsRequests(spec);
  const limits = podRequests(rest);
  const overhead = Object.entries(amountsAt(spec, "overhead")).filter(([name]) =>
    Object.hasOwn(limits, name),
  );
  return overhead.length === 0 ? limits : podRequests({ ...rest, overhead: Object.fromEntries(overhead) });
}
