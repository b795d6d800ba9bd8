import { parseQuantity, type Quantity } from "../../quantity.ts";
import type { ValueMap } from "../../value.ts";
import { type Faults, forbidden, invalid, invalidEach, notSupported, required } from "./fault.ts";
import { fieldOf, mapOf, numberOf, textOf } from "./fields.ts";
import { dnsLabel, pathSegment } from "./names.ts";
import { faultsOfResourceName } from "./resources.ts";

/** What an autoscaler goes by. Source: Kubernetes 1.35 autoscaling validation.go, validateMetricSpec. */
export function* faultsOfMetric(metric: ValueMap, at: string): Faults {
  const type = textOf(metric, "type");
  const expected = Object.hasOwn(sourceOfType, type) ? sourceOfType[type] : undefined;
  if (type === "") yield required(`${at}.type`, "must specify a metric source type");
  if (expected === undefined) yield notSupported(`${at}.type`, type, Object.keys(sourceOfType).sort());
  const given = Object.keys(faultsOfSource).filter((name) => mapOf(metric, name) !== undefined);
  const first = given[0];
  const source = first === undefined ? undefined : mapOf(metric, first);
  if (first !== undefined && source) yield* faultsOfSource[first]?.(source, `${at}.${first}`) ?? [];
  if (expected !== undefined && !given.includes(expected)) {
    yield required(`${at}.${expected}`, "must populate information for the given metric source");
  }
  if (given.length === 1) return;
  for (const other of given.filter((name) => name !== expected).sort()) {
    yield forbidden(`${at}.${other}`, "must populate the given metric source only");
  }
}

/** What is scaled, or what a metric describes; only the first needs a group in its apiVersion. */
export function* faultsOfScaleTarget(reference: ValueMap, at: string, needsGroup: boolean): Faults {
  for (const field of ["kind", "name"]) {
    const text = textOf(reference, field);
    if (text === "") yield required(`${at}.${field}`);
    else yield* invalidEach(`${at}.${field}`, text, pathSegment(text));
  }
  const version = textOf(reference, "apiVersion");
  const parts = version.split("/").length;
  if (parts > 2 && version !== "/") {
    yield invalid(`${at}.apiVersion`, version, `unexpected GroupVersion string: ${version}`);
  } else if (needsGroup && (parts < 2 || version.startsWith("/"))) {
    yield invalid(`${at}.apiVersion`, version, "apiVersion must specify API group");
  }
}

const sourceOfType: Readonly<Record<string, string>> = {
  Object: "object",
  Pods: "pods",
  Resource: "resource",
  External: "external",
  ContainerResource: "containerResource",
};

/** In the order in which Kubernetes looks; it examines the first only. */
const faultsOfSource: Readonly<Record<string, (source: ValueMap, at: string) => Faults>> = {
  *object(source, at) {
    yield* faultsOfScaleTarget(mapOf(source, "describedObject") ?? {}, `${at}.describedObject`, false);
    yield* faultsOfNamed(source, at);
    const { value, average } = targetOf(source);
    if (value || average) return;
    yield required(`${at}.target.averageValue`, "must set either a target value or averageValue");
  },
  *external(source, at) {
    yield* faultsOfNamed(source, at);
    const { value, average } = targetOf(source);
    if (!value && !average) {
      const sentence = "must set either a target value for metric or a per-pod target";
      yield required(`${at}.target.averageValue`, sentence);
    }
    if (value && average) {
      const sentence = "may not set both a target value for metric and a per-pod target";
      yield forbidden(`${at}.target.value`, sentence);
    }
  },
  *pods(source, at) {
    yield* faultsOfNamed(source, at);
    if (targetOf(source).average) return;
    yield required(`${at}.target.averageValue`, "must specify a positive target averageValue");
  },
  *resource(source, at) {
    if (textOf(source, "name") === "") yield required(`${at}.name`, "must specify a resource name");
    yield* faultsOfUse(source, at);
  },
  *containerResource(source, at) {
    const name = textOf(source, "name");
    if (name === "") yield required(`${at}.name`, "must specify a resource name");
    else yield* faultsOfResourceName(name, `${at}.name`);
    const container = textOf(source, "container");
    if (container === "") yield required(`${at}.container`, "must specify a container");
    else yield* invalidEach(`${at}.container`, container, dnsLabel(container));
    yield* faultsOfUse(source, at);
  },
};

function* faultsOfNamed(source: ValueMap, at: string): Faults {
  const name = textOf(mapOf(source, "metric") ?? {}, "name");
  if (name === "") yield required(`${at}.metric.name`, "must specify a metric name");
  else yield* invalidEach(`${at}.metric.name`, name, pathSegment(name));
  yield* faultsOfTarget(source, at);
}

function* faultsOfUse(source: ValueMap, at: string): Faults {
  yield* faultsOfTarget(source, at);
  const { average, utilization } = targetOf(source);
  if (utilization === undefined && !average) {
    const sentence = "must set either a target raw value or a target utilization";
    yield required(`${at}.target.averageUtilization`, sentence);
  }
  if (utilization !== undefined && average) {
    const sentence = "may not set both a target raw value and a target utilization";
    yield forbidden(`${at}.target.averageValue`, sentence);
  }
}

const targetTypes = ["Utilization", "Value", "AverageValue"];

function* faultsOfTarget(source: ValueMap, at: string): Faults {
  const type = textOf(mapOf(source, "target") ?? {}, "type");
  if (type === "") yield required(`${at}.target.type`, "must specify a metric target type");
  if (!targetTypes.includes(type)) {
    yield invalid(`${at}.target.type`, type, "must be either Utilization, Value, or AverageValue");
  }
  const { value, average, utilization } = targetOf(source);
  if (value && value.nano <= 0n) yield invalid(`${at}.target.value`, value.canonical, "must be positive");
  if (average && average.nano <= 0n) {
    yield invalid(`${at}.target.averageValue`, average.canonical, "must be positive");
  }
  if (utilization !== undefined && utilization < 1) {
    yield invalid(`${at}.target.averageUtilization`, utilization, "must be greater than 0");
  }
}

interface Target {
  readonly value: Quantity | undefined;
  readonly average: Quantity | undefined;
  readonly utilization: number | undefined;
}

function targetOf(source: ValueMap): Target {
  const target = mapOf(source, "target") ?? {};
  return {
    value: quantityOf(target, "value"),
    average: quantityOf(target, "averageValue"),
    utilization: numberOf(target, "averageUtilization"),
  };
}

function quantityOf(target: ValueMap, key: string): Quantity | undefined {
  const value = fieldOf(target, key);
  return typeof value === "string" || typeof value === "number" ? parseQuantity(value) : undefined;
}
