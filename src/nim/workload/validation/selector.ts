import type { ValueMap } from "../../value.ts";
import { type Faults, forbidden, invalid, invalidEach, required } from "./fault.ts";
import { entriesOf, itemsOf, textOf, textsOf } from "./fields.ts";
import { faultsOfLabels } from "./metadata.ts";
import { labelKey, labelValue } from "./names.ts";

/** Source: apimachinery pkg/apis/meta/v1/validation/validation.go, ValidateLabelSelector. */
export function* faultsOfSelector(selector: ValueMap | undefined, at: string): Faults {
  if (!selector) return;
  yield* faultsOfLabels(selector, "matchLabels", `${at}.matchLabels`);
  for (const [index, expression] of itemsOf(selector, "matchExpressions").entries()) {
    yield* faultsOfRequirement(expression, `${at}.matchExpressions[${index}]`);
  }
}

/** Whether labels are selected, by a selector without faults. */
export function selects(selector: ValueMap, labels: ReadonlyMap<string, string>): boolean {
  const named = entriesOf(selector, "matchLabels").every(([key, value]) => labels.get(key) === value);
  return named && itemsOf(selector, "matchExpressions").every((one) => isMet(one, labels));
}

function* faultsOfRequirement(requirement: ValueMap, at: string): Faults {
  yield* faultsOfOperator(requirement, at);
  const key = textOf(requirement, "key");
  yield* invalidEach(`${at}.key`, key, labelKey(key));
  for (const [index, value] of textsOf(requirement, "values").entries()) {
    yield* invalidEach(`${at}.values[${index}]`, value, labelValue(value));
  }
}

/** Of In, NotIn, Exists and DoesNotExist, which selectors of pods and of nodes share. */
export function* faultsOfOperator(requirement: ValueMap, at: string): Faults {
  const operator = textOf(requirement, "operator");
  const values = textsOf(requirement, "values").length;
  if (operator === "In" || operator === "NotIn") {
    if (values > 0) return;
    yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (values === 0) return;
    yield forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else {
    yield invalid(`${at}.operator`, operator, "not a valid selector operator");
  }
}

function isMet(requirement: ValueMap, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(textOf(requirement, "key"));
  const listed = value !== undefined && textsOf(requirement, "values").includes(value);
  switch (textOf(requirement, "operator")) {
    case "In":
      return listed;
    case "NotIn":
      return !listed;
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}
