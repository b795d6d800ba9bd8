import type { ValueMap } from "../../value.ts";
import { type Faults, invalid, invalidEach, notSupported } from "./fault.ts";
import { fieldOf, itemsOf, textOf } from "./fields.ts";
import { labelKey, labelValue } from "./names.ts";

/** `Lt` and `Gt` are refused too, unless an alpha feature is on. Source: Kubernetes 1.35 core validation.go. */
export function* faultsOfTolerations(pod: ValueMap, at: string): Faults {
  for (const [index, toleration] of itemsOf(pod, "tolerations").entries()) {
    yield* faultsOfToleration(toleration, `${at}[${index}]`);
  }
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

function* faultsOfToleration(toleration: ValueMap, at: string): Faults {
  const key = textOf(toleration, "key");
  const operator = textOf(toleration, "operator");
  const value = textOf(toleration, "value");
  const effect = textOf(toleration, "effect");
  if (key !== "") yield* invalidEach(`${at}.key`, key, labelKey(key));
  else if (operator !== "Exists") {
    const sentence =
      'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    yield invalid(`${at}.operator`, operator, sentence);
  }
  if (fieldOf(toleration, "tolerationSeconds") !== undefined && effect !== "NoExecute") {
    yield invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
  }
  if (operator === "" || operator === "Equal") {
    const faults = labelValue(value);
    if (faults.length > 0) yield invalid(`${at}.operator`, value, faults.join(";"));
  } else if (operator === "Exists") {
    if (value !== "")
      yield invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'");
  } else {
    const isComparison = operator === "Lt" || operator === "Gt";
    const known = isComparison ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"];
    yield notSupported(`${at}.operator`, operator, known);
  }
  if (effect !== "" && !effects.includes(effect)) yield notSupported(`${at}.effect`, effect, effects);
}
