import { isMap, type Path, type Value, type ValueMap, valueAt } from "../nim/value.ts";
import type { InventoryNode, Taint } from "./inventory.ts";

/**
 * Why a node does not take a pod, however empty it is; undefined where it does. Source: kube-scheduler, its plugins
 * NodeUnschedulable, NodeName, TaintToleration and NodeAffinity.
 */
export function refusalOf(
  node: InventoryNode,
  pod: ValueMap,
): "cordoned" | "taints" | "selector" | undefined {
  const named = valueAt(pod, ["nodeName"]);
  if (typeof named === "string" && named !== "" && named !== node.name) return "selector";
  const tolerations = mapsAt(pod, ["tolerations"]);
  const tolerates = (taint: Taint) => tolerations.some((toleration) => isTolerated(taint, toleration));
  if (node.unschedulable && !tolerates(cordon)) return "cordoned";
  if (node.taints.some((taint) => taint.effect !== "PreferNoSchedule" && !tolerates(taint))) return "taints";
  return isSelected(node, pod) ? undefined : "selector";
}

/**
 * All that may be names of nodes among what a pod asks for. Nodes of one pool differ in their names alone, so they differ
 * for the pod only where one is called so, or by a number, which `Gt` and `Lt` compare.
 */
export function namesAskedBy(pod: ValueMap): ReadonlySet<string> {
  const names = new Set<string>();
  const selector = valueAt(pod, ["nodeSelector"]);
  const isAsked =
    "nodeName" in pod ||
    /"(kubernetes\.io\/hostname|matchFields)"/.test(
      JSON.stringify([selector ?? null, valueAt(pod, requiredTerms) ?? null]),
    );
  if (!isAsked) return names;
  const add = (value: Value | undefined) => {
    if (typeof value === "string") names.add(value);
  };
  add(valueAt(pod, ["nodeName"]));
  for (const value of Object.values(isMap(selector) ? selector : {})) add(value);
  for (const term of mapsAt(pod, [...requiredTerms, "nodeSelectorTerms"])) {
    for (const part of ["matchExpressions", "matchFields"]) {
      for (const { values } of mapsAt(term, [part])) if (Array.isArray(values)) values.forEach(add);
    }
  }
  return names;
}

const requiredTerms: Path = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
const cordon: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

function isTolerated(taint: Taint, toleration: ValueMap): boolean {
  const { key = "", operator = "Equal", value = "", effect = "" } = toleration;
  if (effect !== "" && effect !== taint.effect) return false;
  if (key !== "" && key !== taint.key) return false;
  if (operator === "Exists") return true;
  return key !== "" && operator === "Equal" && value === (taint.value ?? "");
}

function isSelected(node: InventoryNode, pod: ValueMap): boolean {
  const selector = valueAt(pod, ["nodeSelector"]);
  const isPlain = Object.entries(isMap(selector) ? selector : {}).every(
    ([key, value]) => labelOf(node, key) === value,
  );
  if (!isPlain) return false;
  const required = valueAt(pod, requiredTerms);
  if (!isMap(required)) return true;
  return mapsAt(required, ["nodeSelectorTerms"]).some((term) => {
    const labels = mapsAt(term, ["matchExpressions"]);
    const fields = mapsAt(term, ["matchFields"]);
    // A term that says nothing matches nothing.
    if (labels.length + fields.length === 0) return false;
    return (
      labels.every((expression) => holds(expression, labelOf(node, String(expression.key)))) &&
      fields.every((expression) =>
        holds(expression, expression.key === "metadata.name" ? node.name : undefined),
      )
    );
  });
}

function holds({ operator, values }: ValueMap, found: string | undefined): boolean {
  const wanted: readonly Value[] = Array.isArray(values) ? values : [];
  const name = String(operator);
  const test = Object.hasOwn(tests, name) ? tests[name] : undefined;
  return test?.(found, wanted) ?? false;
}

type Test = (found: string | undefined, wanted: readonly Value[]) => boolean;

const tests: Readonly<Record<string, Test>> = {
  In: (found, wanted) => found !== undefined && wanted.includes(found),
  NotIn: (found, wanted) => found === undefined || !wanted.includes(found),
  Exists: (found) => found !== undefined,
  DoesNotExist: (found) => found === undefined,
  Gt: (found, wanted) => difference(found, wanted) > 0n,
  Lt: (found, wanted) => difference(found, wanted) < 0n,
};

/** Zero where one of the two is no whole number of 64 bits, or there is not exactly one to compare with. */
function difference(found: string | undefined, [only, ...others]: readonly Value[]): bigint {
  const [a, b] = [integer(found), integer(only)];
  return others.length > 0 || a === undefined || b === undefined ? 0n : a - b;
}

function integer(text: Value | undefined): bigint | undefined {
  if (typeof text !== "string" || !/^[+-]?\d{1,30}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ""));
  return value === BigInt.asIntN(64, value) ? value : undefined;
}

function labelOf({ labels }: InventoryNode, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function mapsAt(map: ValueMap, path: Path): ValueMap[] {
  const list = valueAt(map, path);
  return Array.isArray(list) ? list.filter((item) => isMap(item)) : [];
}
