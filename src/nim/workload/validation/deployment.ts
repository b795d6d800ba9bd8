import type { ValueMap } from "../../value.ts";
import { type Faults, invalid, negative, notSupported, required } from "./fault.ts";
import { entriesOf, itemsOf, mapOf, numberOf, textOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dnsSubdomain } from "./names.ts";
import { faultsOfPodTemplate } from "./pod-spec.ts";
import { faultsOfSelector, selects } from "./selector.ts";

/** The strategy is the operator's own, and sound. Source: Kubernetes 1.35 apps validation.go, ValidateDeploymentSpec. */
export function* faultsOfDeployment(deployment: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(deployment, "metadata") ?? {}, dnsSubdomain);
  const spec = mapOf(deployment, "spec") ?? {};
  yield* negative("spec.replicas", numberOf(spec, "replicas"));
  const selector = mapOf(spec, "selector");
  if (!selector) yield required("spec.selector");
  const faults = [...faultsOfSelector(selector, "spec.selector")];
  yield* faults;
  if (selector && isEmpty(selector)) {
    yield invalid("spec.selector", {}, "empty selector is invalid for deployment");
  }
  if (!selector || faults.length === 0) yield* faultsOfTemplate(spec, selector);
  else {
    const { matchLabels, ...rest } = selector;
    const shown = matchLabels === undefined ? rest : { matchLabels, ...rest };
    yield invalid("spec.selector", shown, "invalid label selector");
  }
}

function isEmpty(selector: ValueMap): boolean {
  return (
    entriesOf(selector, "matchLabels").length === 0 && itemsOf(selector, "matchExpressions").length === 0
  );
}

function* faultsOfTemplate(spec: ValueMap, selector: ValueMap | undefined): Faults {
  const template = mapOf(spec, "template") ?? {};
  const labels = entriesOf(mapOf(template, "metadata") ?? {}, "labels");
  if (!selector || !selects(selector, new Map(labels))) {
    const sentence = "`selector` does not match template `labels`";
    yield invalid("spec.template.metadata.labels", Object.fromEntries(labels), sentence);
  }
  yield* faultsOfPodTemplate(template, "spec.template");
  const policy = textOf(mapOf(template, "spec") ?? {}, "restartPolicy") || "Always";
  if (policy !== "Always") yield notSupported("spec.template.spec.restartPolicy", policy, ["Always"]);
}
