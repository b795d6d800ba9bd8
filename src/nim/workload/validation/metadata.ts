import type { ValueMap } from "../../value.ts";
import { type Faults, invalidEach, required, tooLong } from "./fault.ts";
import { entriesOf, textOf } from "./fields.ts";
import { dnsLabel, labelKey, labelValue, type NameRule } from "./names.ts";

/**
 * Owner references are left out: the owner's uid is not known before the cluster gives one.
 * Source: apimachinery pkg/api/validation/objectmeta.go.
 */
export function* faultsOfMetadata(metadata: ValueMap, nameRule: NameRule): Faults {
  const name = textOf(metadata, "name");
  if (name === "") yield required("metadata.name", "name or generateName is required");
  else yield* invalidEach("metadata.name", name, nameRule(name));
  const namespace = textOf(metadata, "namespace");
  if (namespace !== "") yield* invalidEach("metadata.namespace", namespace, dnsLabel(namespace));
  yield* faultsOfLabels(metadata, "labels", "metadata.labels");
  yield* faultsOfAnnotations(metadata, "metadata.annotations");
}

/** Of labels, or of what has their form, such as a node selector. */
export function* faultsOfLabels(holder: ValueMap, key: string, at: string): Faults {
  for (const [name, value] of entriesOf(holder, key)) {
    const [ofName, ofValue] = [labelKey(name), labelValue(value)];
    // Labels are many, and generators that yield nothing are not free.
    if (ofName.length > 0) yield* invalidEach(at, name, ofName);
    if (ofValue.length > 0) yield* invalidEach(at, value, ofValue);
  }
}

export function* faultsOfAnnotations(metadata: ValueMap, at: string): Faults {
  let bytes = 0;
  for (const [name, value] of entriesOf(metadata, "annotations")) {
    yield* invalidEach(at, name, labelKey(name.toLowerCase()));
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (bytes > mostAnnotationBytes) yield tooLong(at, mostAnnotationBytes);
}

const mostAnnotationBytes = 256 * 1024;
