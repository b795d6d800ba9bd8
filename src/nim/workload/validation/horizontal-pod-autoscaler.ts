import type { ValueMap } from "../../value.ts";
import { type Faults, forbidden, invalid, invalidEach, notSupported, required } from "./fault.ts";
import { fieldOf, itemsOf, mapOf, numberOf, textOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { faultsOfMetric, faultsOfScaleTarget } from "./metric.ts";
import { dnsSubdomain } from "./names.ts";

/** Source: Kubernetes 1.35 autoscaling validation.go. Scaling to zero is an alpha feature, and off. */
export function* faultsOfAutoscaler(autoscaler: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(autoscaler, "metadata") ?? {}, dnsSubdomain);
  const spec = mapOf(autoscaler, "spec") ?? {};
  const least = numberOf(spec, "minReplicas") ?? 1;
  const most = numberOf(spec, "maxReplicas") ?? 0;
  if (least < 1) yield invalid("spec.minReplicas", least, "must be greater than or equal to 1");
  if (most < 1) yield invalid("spec.maxReplicas", most, "must be greater than 0");
  if (most < least) {
    yield invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
  }
  yield* faultsOfScaleTarget(mapOf(spec, "scaleTargetRef") ?? {}, "spec.scaleTargetRef", true);
  yield* faultsOfMetrics(itemsOf(spec, "metrics"), least);
  const behavior = mapOf(spec, "behavior") ?? {};
  for (const direction of ["scaleUp", "scaleDown"]) {
    const rules = mapOf(behavior, direction);
    if (rules) yield* faultsOfScaling(rules, `spec.behavior.${direction}`);
  }
}

function* faultsOfMetrics(metrics: readonly ValueMap[], least: number): Faults {
  for (const [index, metric] of metrics.entries()) yield* faultsOfMetric(metric, `spec.metrics[${index}]`);
  const types = metrics.map((metric) => textOf(metric, "type"));
  if (least !== 0 || types.includes("Object") || types.includes("External")) return;
  const sentence = "must specify at least one Object or External metric to support scaling to zero replicas";
  yield forbidden("spec.metrics", sentence);
}

const selectPolicies = ["Disabled", "Max", "Min"];

/** A direction without policies of its own has the default ones, unless the list is there and empty. */
function* faultsOfScaling(rules: ValueMap, at: string): Faults {
  const window = numberOf(rules, "stabilizationWindowSeconds") ?? 0;
  const field = `${at}.stabilizationWindowSeconds`;
  if (window < 0) yield invalid(field, window, "must be greater than or equal to zero");
  if (window > 3600) yield invalid(field, window, "must be less than or equal to 3600");
  const select = textOf(rules, "selectPolicy");
  if (fieldOf(rules, "selectPolicy") !== undefined && !selectPolicies.includes(select)) {
    yield notSupported(`${at}.selectPolicy`, select, selectPolicies);
  }
  const policies = itemsOf(rules, "policies");
  if (fieldOf(rules, "policies") !== undefined && policies.length === 0) {
    yield required(`${at}.policies`, "must specify at least one Policy");
  }
  for (const [index, policy] of policies.entries()) yield* faultsOfPolicy(policy, `${at}.policies[${index}]`);
}

function* faultsOfPolicy(policy: ValueMap, at: string): Faults {
  const type = textOf(policy, "type");
  if (type !== "Pods" && type !== "Percent") yield notSupported(`${at}.type`, type, ["Percent", "Pods"]);
  const period = numberOf(policy, "periodSeconds") ?? 0;
  for (const [field, value] of [
    ["value", numberOf(policy, "value") ?? 0],
    ["periodSeconds", period],
  ] as const) {
    if (value <= 0) yield invalid(`${at}.${field}`, value, "must be greater than zero");
  }
  const tooLong = period > 1800 ? ["must be less than or equal to 1800"] : [];
  yield* invalidEach(`${at}.periodSeconds`, period, tooLong);
}
