import type { Amounts } from "../../inventory/inventory.ts";
import { amountsAt } from "../../inventory/pod-requests.ts";
import { isMap, type ValueMap, valueAt } from "../../nim/value.ts";
import { mapsAt } from "./companions.ts";

/** Every container, those that only start a pod too. */
export function withContainers(spec: ValueMap, change: (container: ValueMap) => ValueMap): ValueMap {
  const lists = ["initContainers", "containers"].filter((key) => Array.isArray(valueAt(spec, [key])));
  return { ...spec, ...Object.fromEntries(lists.map((key) => [key, mapsAt(spec, [key]).map(change)])) };
}

export function withResources(
  container: ValueMap,
  amounts: { readonly requests: Amounts; readonly limits: Amounts },
): ValueMap {
  const given = valueAt(container, ["resources"]);
  const written = Object.entries(amounts).filter(([, map]) => Object.keys(map).length > 0);
  return { ...container, resources: { ...(isMap(given) ? given : {}), ...Object.fromEntries(written) } };
}

/** A pod of which what counts requests counts limits instead. */
export function limitsAsRequests(spec: ValueMap): ValueMap {
  return withContainers(spec, (container) => ({
    ...container,
    resources: { requests: { ...amountsAt(container, "resources", "limits") } },
  }));
}
