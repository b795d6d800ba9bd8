import { managedByOperator } from "../managed-by.ts";
import type { Metadata, NIMServiceSpec } from "../schema/kinds.ts";
import { setOwn } from "../set-own.ts";
import { atLeast, type OperatorVersion } from "../version.ts";

/** A map of texts; what a manifest leaves out may stand as undefined. */
export type TextMap = { readonly [key: string]: string };
type Given = { readonly [key: string]: string | undefined } | undefined;

/**
 * Both maps as one, sorted by key as Go writes maps: of equal keys that of the first wins.
 * Source: k8s-nim-operator internal/utils/utils.go, MergeMaps.
 */
export function mergedTexts(winning: Given, others: Given): TextMap {
  const present = new Map<string, string>();
  for (const texts of [others ?? {}, winning ?? {}]) {
    for (const key of Object.keys(texts)) {
      const value = texts[key];
      if (value !== undefined) present.set(key, value);
    }
  }
  const merged: { [key: string]: string } = {};
  for (const key of [...present.keys()].sort()) setOwn(merged, key, present.get(key) ?? "");
  return merged;
}

/**
 * Labels of what the operator makes of a service. `operator-version` comes from a variable of the operator's own pod,
 * which is empty unless its chart sets it. Source: k8s-nim-operator nimservice_types.go, GetServiceLabels.
 */
export function serviceLabels(name: string, spec: NIMServiceSpec): TextMap {
  const standard = {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/operator-version": "",
    "app.kubernetes.io/part-of": "nim-service",
    ...managedByOperator,
  };
  return mergedTexts(standard, spec.labels);
}

/** Labels by which Service and InferencePool find the pods; a `multiNode` of any size changes them (trap T6). */
export function selectorLabels(name: string, spec: NIMServiceSpec): TextMap {
  return spec.multiNode ? { app: `${name}-lws`, "nim-llm-role": "leader" } : { app: name };
}

/** Annotations of the pods. Source: k8s-nim-operator nimservice_types.go, GetStandardAnnotations. */
export function podAnnotations(spec: NIMServiceSpec): TextMap {
  const { [parentHash]: _, ...annotations } = objectAnnotations(spec);
  return annotations;
}

/** Annotations of most objects, without the hash that each of them gets when it is sent. */
export function objectAnnotations(spec: NIMServiceSpec, more?: Given): TextMap {
  const standard = { "openshift.io/required-scc": requiredConstraint(spec), [parentHash]: "<hash>" };
  return mergedTexts(mergedTexts(standard, spec.annotations), more);
}

/** The hash by which the operator sees later whether an object changed. */
export function withOwnHash(annotations: Given): TextMap {
  return mergedTexts({ "nvidia.com/last-applied-hash": "<hash>" }, annotations);
}

/** Labels of a LeaderWorkerSet and of what it needs. Operator 3.0 took those of the NIMService itself. */
export function multiNodeLabels({ name, spec, metadata, version }: Labelled): TextMap {
  return atLeast(version, "3.1.0") ? serviceLabels(name, spec) : mergedTexts(metadata.labels, {});
}

interface Labelled {
  readonly name: string;
  readonly spec: NIMServiceSpec;
  readonly metadata: Metadata;
  readonly version: OperatorVersion;
}

const parentHash = "nvidia.com/parent-spec-hash";

function requiredConstraint({ proxy, storage }: NIMServiceSpec): string {
  if (proxy?.certConfigMap) return "anyuid";
  return storage?.hostPath ? "hostmount-anyuid" : "nonroot";
}
