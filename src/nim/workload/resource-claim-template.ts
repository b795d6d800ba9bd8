import { parseQuantity } from "../quantity.ts";
import type { DraDevice } from "../schema/kinds.ts";
import { atLeast } from "../version.ts";
import { type DraftMap, Unquoted } from "./draft.ts";
import { objectAnnotations, podAnnotations, serviceLabels } from "./labels.ts";
import type { NamedClaim } from "./resource-claims.ts";
import { failed, type Step } from "./sequence.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

const reason = "ResourceClaimTemplateFailed";

/**
 * The template that the operator makes for `claimCreationSpec`. CEL expressions are not compiled here; the operator
 * would refuse those that do not compile.
 * Source: k8s-nim-operator manifests/resourceclaimtemplate.yaml; standalone/nimservice.go, reconcileDRAResources.
 */
export function claimTemplateOf(facts: ServiceFacts, { resourceName, creation }: NamedClaim): Step {
  const labels = serviceLabels(facts.name, facts.spec);
  const attempt = `failed to reconcile DRAResource ${resourceName}`;
  const requests: DraftMap[] = [];
  for (const device of creation?.devices ?? []) {
    if (!device) continue;
    const expressions = expressionsOf(device);
    if (typeof expressions === "string") return { stop: failed(reason, `${attempt}: ${expressions}`) };
    const selectors = expressions.map((text) => ({ cel: { expression: new Unquoted(text, "") } }));
    const { deviceClassName = "gpu.nvidia.com", count = 1 } = device;
    requests.push({
      name: new Unquoted(device.name ?? "", ""),
      exactly: {
        deviceClassName: new Unquoted(deviceClassName, ""),
        selectors,
        allocationMode: "ExactCount",
        count,
      },
    });
  }
  const metadata = metadataOf(facts, { labels, annotations: objectAnnotations(facts.spec) });
  const make = {
    apiVersion: atLeast(facts.version, "3.1.0") ? "resource.k8s.io/v1" : "resource.k8s.io/v1beta2",
    kind: "ResourceClaimTemplate",
    metadata: { ...metadata, name: new Unquoted(resourceName) },
    spec: {
      metadata: { labels, annotations: podAnnotations(facts.spec) },
      spec: { devices: requests.length > 0 ? { requests } : {} },
    },
  };
  return { make, reason, attempt };
}

type Selectors = NonNullable<DraDevice["attributeSelectors"]>;
type AttributeValue = NonNullable<NonNullable<Selectors[number]>["value"]>;

/** CEL expressions that a device must meet, or what the operator says against them. */
function expressionsOf(device: DraDevice): string[] | string {
  const { driverName: driver = "gpu.nvidia.com", attributeSelectors, capacitySelectors } = device;
  const expressions = [`device.driver == ${JSON.stringify(driver)}`];
  const given = (device.celExpressions ?? []).filter((expression) => expression !== undefined);
  if (given.length > 0) return [...expressions, ...given];
  for (const selector of attributeSelectors ?? []) {
    const { key = "", op = "Equal", value } = selector ?? {};
    const expression = comparison(`device.attributes${qualified(key, driver)}`, op, value ?? {});
    if ("fault" in expression) return expression.fault;
    expressions.push(expression.text);
  }
  for (const selector of capacitySelectors ?? []) {
    const { key = "", op = "Equal", value = "0" } = selector ?? {};
    const amount = parseQuantity(value)?.canonical ?? String(value);
    const left = `(device.capacity${qualified(key, driver)}).compareTo(quantity(${JSON.stringify(amount)}))`;
    expressions.push(`${left} ${operators[op] ?? "=="} 0`);
  }
  return expressions;
}

const operators: Readonly<Record<string, string>> = {
  Equal: "==",
  NotEqual: "!=",
  GreaterThan: ">",
  GreaterThanOrEqual: ">=",
  LessThan: "<",
  LessThanOrEqual: "<=",
};

/** Source: k8s-nim-operator internal/k8sutil/cel/cel.go, BuildExpr. */
function comparison(
  key: string,
  op: string,
  { boolValue, intValue, stringValue, versionValue }: AttributeValue,
): { readonly text: string } | { readonly fault: string } {
  const operator = operators[op] ?? "==";
  const isEquality = operator === "==" || operator === "!=";
  if (boolValue !== undefined) {
    if (!isEquality) return { fault: `invalid operator ${JSON.stringify(operator)} for bool type` };
    return { text: `${key} ${operator} ${boolValue}` };
  }
  if (intValue !== undefined) return { text: `${key} ${operator} ${intValue}` };
  if (stringValue !== undefined) {
    if (!isEquality) return { fault: `invalid operator ${JSON.stringify(operator)} for string type` };
    return { text: `${key} ${operator} ${JSON.stringify(stringValue)}` };
  }
  if (versionValue === undefined) return { fault: "value is nil" };
  return { text: `(${key}).compareTo(semver(${JSON.stringify(versionValue)})) ${operator} 0` };
}

/** A key without a domain is of the driver's. */
function qualified(key: string, driver: string): string {
  const slash = key.indexOf("/");
  const [domain, name] = slash < 0 ? [driver, key] : [key.slice(0, slash), key.slice(slash + 1)];
  return `[${JSON.stringify(domain)}].${name}`;
}
