import type { ValueMap } from "../../value.ts";
import { type Faults, forbidden, invalid, invalidEach, required } from "./fault.ts";
import { itemsOf, mapOf, numberOf, textOf, textsOf } from "./fields.ts";
import { dnsLabel, dnsSubdomain, labelKey, labelValue } from "./names.ts";
import { faultsOfOperator, faultsOfSelector } from "./selector.ts";

/** Source: Kubernetes 1.35 core validation.go, validateAffinity. */
export function* faultsOfAffinity(affinity: ValueMap | undefined, at: string): Faults {
  if (!affinity) return;
  const nodes = mapOf(affinity, "nodeAffinity");
  if (nodes) yield* faultsOfNodeAffinity(nodes, `${at}.nodeAffinity`);
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const pods = mapOf(affinity, kind);
    if (pods) yield* faultsOfPodAffinity(pods, `${at}.${kind}`);
  }
}

const hard = "requiredDuringSchedulingIgnoredDuringExecution";
const soft = "preferredDuringSchedulingIgnoredDuringExecution";

function* faultsOfNodeAffinity(affinity: ValueMap, at: string): Faults {
  const needed = mapOf(affinity, hard);
  if (needed) {
    const terms = itemsOf(needed, "nodeSelectorTerms");
    const place = `${at}.${hard}.nodeSelectorTerms`;
    if (terms.length === 0) yield required(place, "must have at least one node selector term");
    for (const [index, term] of terms.entries()) yield* faultsOfNodeTerm(term, `${place}[${index}]`, true);
  }
  for (const [index, term] of itemsOf(affinity, soft).entries()) {
    const place = `${at}.${soft}[${index}]`;
    yield* faultsOfWeight(term, place);
    yield* faultsOfNodeTerm(mapOf(term, "preference") ?? {}, `${place}.preference`, false);
  }
}

/** Values that no label can have are refused only where they are needed, not where they are preferred. */
function* faultsOfNodeTerm(term: ValueMap, at: string, isNeeded: boolean): Faults {
  for (const [index, one] of itemsOf(term, "matchExpressions").entries()) {
    yield* faultsOfExpression(one, `${at}.matchExpressions[${index}]`, isNeeded);
  }
  for (const [index, one] of itemsOf(term, "matchFields").entries()) {
    yield* faultsOfNodeField(one, `${at}.matchFields[${index}]`);
  }
}

function* faultsOfExpression(requirement: ValueMap, at: string, isNeeded: boolean): Faults {
  const operator = textOf(requirement, "operator");
  const values = textsOf(requirement, "values");
  if (operator !== "Gt" && operator !== "Lt") yield* faultsOfOperator(requirement, at);
  else if (values.length !== 1) {
    yield required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'");
  }
  const key = textOf(requirement, "key");
  yield* invalidEach(`${at}.key`, key, labelKey(key));
  if (!isNeeded) return;
  for (const [index, value] of values.entries()) {
    yield* invalidEach(`${at}.values[${index}]`, value, labelValue(value));
  }
}

function* faultsOfNodeField(requirement: ValueMap, at: string): Faults {
  const operator = textOf(requirement, "operator");
  const values = textsOf(requirement, "values");
  if (operator !== "In" && operator !== "NotIn") {
    yield invalid(`${at}.operator`, operator, "not a valid selector operator");
  } else if (values.length !== 1) {
    const sentence = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    yield required(`${at}.values`, sentence);
  }
  const key = textOf(requirement, "key");
  if (key !== "metadata.name") {
    yield invalid(`${at}.key`, key, "not a valid field selector key");
    return;
  }
  for (const [index, value] of values.entries()) {
    yield* invalidEach(`${at}.values[${index}]`, value, dnsSubdomain(value));
  }
}

function* faultsOfPodAffinity(affinity: ValueMap, at: string): Faults {
  for (const [index, term] of itemsOf(affinity, hard).entries()) {
    yield* faultsOfPodTerm(term, `${at}.${hard}[${index}]`);
  }
  for (const [index, term] of itemsOf(affinity, soft).entries()) {
    const place = `${at}.${soft}[${index}]`;
    yield* faultsOfWeight(term, place);
    yield* faultsOfPodTerm(mapOf(term, "podAffinityTerm") ?? {}, `${place}.podAffinityTerm`);
  }
}

function* faultsOfPodTerm(term: ValueMap, at: string): Faults {
  yield* faultsOfSelector(mapOf(term, "labelSelector"), `${at}.labelSelector`);
  yield* faultsOfSelector(mapOf(term, "namespaceSelector"), `${at}.namespaceSelector`);
  for (const name of textsOf(term, "namespaces")) {
    yield* invalidEach(`${at}.namespace`, name, dnsLabel(name));
  }
  yield* faultsOfLabelKeys(term, at);
  const topology = textOf(term, "topologyKey");
  if (topology === "") yield required(`${at}.topologyKey`, "can not be empty");
  yield* invalidEach(`${at}.topologyKey`, topology, labelKey(topology));
}

function* faultsOfLabelKeys(term: ValueMap, at: string): Faults {
  for (const field of ["matchLabelKeys", "mismatchLabelKeys"]) {
    const keys = textsOf(term, field);
    if (keys.length > 0 && !mapOf(term, "labelSelector")) {
      yield forbidden(`${at}.${field}`, "must not be specified when labelSelector is not set");
      continue;
    }
    for (const [index, key] of keys.entries()) {
      yield* invalidEach(`${at}.${field}[${index}]`, key, labelKey(key));
    }
  }
  const others = textsOf(term, "mismatchLabelKeys");
  for (const [index, key] of textsOf(term, "matchLabelKeys").entries()) {
    if (!others.includes(key)) continue;
    yield invalid(
      `${at}.matchLabelKeys[${index}]`,
      key,
      "exists in both matchLabelKeys and mismatchLabelKeys",
    );
  }
}

function* faultsOfWeight(term: ValueMap, at: string): Faults {
  const weight = numberOf(term, "weight") ?? 0;
  if (weight <= 0 || weight > 100) yield invalid(`${at}.weight`, weight, "must be in the range 1-100");
}
