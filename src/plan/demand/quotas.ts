import type { Inventory } from "../../inventory/inventory.ts";
import { amountsAt } from "../../inventory/pod-requests.ts";
import type { Companion } from "../../manifest/resource.ts";
import { type ValueMap, valueAt } from "../../nim/value.ts";
import type { Assumption } from "../plan.ts";
import { mapsAt, textAt } from "./companions.ts";
import type { PodDemand, QuotaDemand } from "./demand.ts";

/** The ResourceQuotas of the inventory and of the manifests, as far as they count pods. */
export function quotasOf(
  inventory: Inventory | undefined,
  companions: readonly Companion[],
  assume: (assumption: Assumption) => void,
): QuotaDemand[] {
  const declared = (inventory?.quotas ?? []).map(({ namespace, hard }, index): QuotaDemand => {
    const sameBefore = inventory?.quotas
      .slice(0, index)
      .filter((other) => other.namespace === namespace).length;
    const number = sameBefore ? `, number ${sameBefore + 1}` : "";
    return { name: `(in the inventory${number})`, namespace, hard, counts: () => true };
  });
  const written = companions.flatMap(({ kind, name, namespace, value }): QuotaDemand[] =>
    kind === "ResourceQuota"
      ? [{ name, namespace, hard: amountsAt(value, "spec", "hard"), counts: counter(name, value, assume) }]
      : [],
  );
  return [...declared, ...written].filter(({ hard }) => Object.keys(hard).length > 0);
}

/**
 * Why the quotas let no such pod be, whatever else runs: where one limits processor or memory, every container must say
 * its share. Source: Kubernetes pkg/quota/v1/evaluator/core/pods.go, Constraints.
 */
export function quotaFault(pod: PodDemand, quotas: readonly QuotaDemand[]): string | undefined {
  for (const quota of quotas) {
    if (quota.namespace !== pod.namespace || !quota.counts(pod)) continue;
    for (const container of [...mapsAt(pod.spec, ["initContainers"]), ...mapsAt(pod.spec, ["containers"])]) {
      const missing = Object.keys(quota.hard).filter((key) => {
        const place = Object.hasOwn(mustBeSaid, key) ? mustBeSaid[key] : undefined;
        return place !== undefined && !Object.hasOwn(amountsAt(container, "resources", place[0]), place[1]);
      });
      if (missing.length > 0)
        return `failed quota: ${quota.name}: must specify ${missing.sort().join(",")} for: ${textAt(container, ["name"])}`;
    }
  }
  return undefined;
}

const mustBeSaid: Readonly<Record<string, readonly ["requests" | "limits", string]>> = {
  cpu: ["requests", "cpu"],
  memory: ["requests", "memory"],
  "requests.cpu": ["requests", "cpu"],
  "requests.memory": ["requests", "memory"],
  "limits.cpu": ["limits", "cpu"],
  "limits.memory": ["limits", "memory"],
};

/** Which pods a quota counts, by its scopes. Source: Kubernetes pkg/quota/v1/evaluator/core/pods.go, podMatchesScopeFunc. */
function counter(
  name: string,
  quota: ValueMap,
  assume: (assumption: Assumption) => void,
): QuotaDemand["counts"] {
  const scopes = valueAt(quota, ["spec", "scopes"]);
  const terms = [
    ...(Array.isArray(scopes)
      ? scopes.map((scopeName): ValueMap => ({ scopeName, operator: "Exists" }))
      : []),
    ...mapsAt(quota, ["spec", "scopeSelector", "matchExpressions"]),
  ];
  for (const { scopeName } of terms) {
    if (Object.hasOwn(scopeTests, String(scopeName))) continue;
    assume({
      about: `ResourceQuota ${name}`,
      message: `its scope ${String(scopeName)} is not understood, and taken to leave the pods of these manifests out`,
    });
  }
  return (pod) =>
    terms.every((term) => {
      const test = Object.hasOwn(scopeTests, String(term.scopeName))
        ? scopeTests[String(term.scopeName)]
        : undefined;
      return test?.(pod, term) ?? false;
    });
}

const scopeTests: Readonly<Record<string, (pod: PodDemand, term: ValueMap) => boolean>> = {
  Terminating: ({ spec }) => valueAt(spec, ["activeDeadlineSeconds"]) !== undefined,
  NotTerminating: ({ spec }) => valueAt(spec, ["activeDeadlineSeconds"]) === undefined,
  BestEffort: isBestEffort,
  NotBestEffort: (pod) => !isBestEffort(pod),
  PriorityClass: ({ spec }, { operator, values }) => {
    const name = textAt(spec, ["priorityClassName"]);
    const isNamed = Array.isArray(values) && values.includes(name);
    if (operator === "In") return name !== "" && isNamed;
    if (operator === "NotIn") return !isNamed;
    return (name !== "") === (operator === "Exists");
  },
};

/** Without any share of processor and memory. */
function isBestEffort({ requests, limits }: PodDemand): boolean {
  return !["cpu", "memory"].some((name) => Object.hasOwn(requests, name) || Object.hasOwn(limits, name));
}
