import { isMap, type Value, type ValueMap, valueAt } from "../nim/value.ts";
import { addedAmounts, largestAmounts } from "./amounts.ts";
import type { Amounts } from "./inventory.ts";

/**
 * What the scheduler sets aside for a pod: its containers and sidecars together, or more while it starts, and the
 * overhead of its runtime. Source: Kubernetes component-helpers, resource/helpers.go, PodRequests.
 */
export function podRequests(spec: ValueMap): Amounts {
  const running = mapsAt(spec, "containers").map(requestsOf).reduce(addedAmounts, {});
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of mapsAt(spec, "initContainers")) {
    const asked = requestsOf(container);
    if (container.restartPolicy === "Always") {
      sidecars = addedAmounts(sidecars, asked);
      starting = largestAmounts(starting, sidecars);
    } else starting = largestAmounts(starting, addedAmounts(sidecars, asked));
  }
  const needed = { ...largestAmounts(addedAmounts(running, sidecars), starting), ...requestsOf(spec) };
  return addedAmounts(needed, amountsAt(spec, "overhead"));
}

/** Where only a limit is given, the API server takes it for the request too. */
function requestsOf(container: ValueMap): Amounts {
  return {
    ...amountsAt(container, "resources", "limits"),
    ...amountsAt(container, "resources", "requests"),
  };
}

function mapsAt(map: ValueMap, key: string): ValueMap[] {
  const list = valueAt(map, [key]);
  return Array.isArray(list) ? list.filter((item) => isMap(item)) : [];
}

/** Quantities at a place of an object; empty where there are none. */
export function amountsAt(map: ValueMap, ...path: string[]): Amounts {
  const found = valueAt(map, path);
  return isMap(found)
    ? Object.fromEntries(Object.entries(found).flatMap(([name, amount]) => amountOf(name, amount)))
    : {};
}

function amountOf(name: string, amount: Value): [string, string][] {
  return typeof amount === "string" || typeof amount === "number" || typeof amount === "bigint"
    ? [[name, String(amount)]]
    : [];
}
