import { isMap, type Value, type ValueMap, valueAt } from "../../nim/value.ts";

/** What all labels must meet; of those with `values`, one of them. */
export interface Requirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values: readonly string[];
}

/**
 * What a label selector asks for; nothing where it is empty, and undefined where there is none, which selects nothing.
 * Source: Kubernetes apimachinery pkg/apis/meta/v1, LabelSelectorAsSelector.
 */
export function requirementsOf(selector: Value | undefined): readonly Requirement[] | undefined {
  if (!isMap(selector)) return undefined;
  const labels = valueAt(selector, ["matchLabels"]);
  const plain = Object.entries(isMap(labels) ? labels : {}).map(
    ([key, value]): Requirement => ({ key, operator: "In", values: [String(value)] }),
  );
  const expressions = valueAt(selector, ["matchExpressions"]);
  const others = (Array.isArray(expressions) ? expressions : [])
    .filter((each) => isMap(each))
    .map(expressionOf);
  // An operator that does not exist is refused long before; here it selects nothing.
  return others.includes(undefined) ? undefined : [...plain, ...others.filter((each) => each !== undefined)];
}

export function meets(
  labels: Readonly<Record<string, string>>,
  requirements: readonly Requirement[],
): boolean {
  return requirements.every(({ key, operator, values }) => {
    const found = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (operator === "Exists") return found !== undefined;
    if (operator === "DoesNotExist") return found === undefined;
    const isOne = found !== undefined && values.includes(found);
    return operator === "In" ? isOne : !isOne;
  });
}

const operators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

function expressionOf({ key, operator, values }: ValueMap): Requirement | undefined {
  const known = operators.find((each) => each === operator);
  if (known === undefined || typeof key !== "string") return undefined;
  return { key, operator: known, values: Array.isArray(values) ? values.map(String) : [] };
}
