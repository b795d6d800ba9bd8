import type { Value, ValueMap } from "../value.ts";
import type { OperatorVersion } from "../version.ts";
import { examine } from "./examine.ts";
import { type NimKind, schemaOf } from "./kinds.ts";
import { annotationsFit } from "./metadata.ts";
import type { Judged } from "./problem.ts";

export type { Nim, NimKind } from "./kinds.ts";
export type { Judged, Problem } from "./problem.ts";

/**
 * What the API server makes of a new document (Kubernetes 1.35, strict field validation): nulls dropped,
 * defaults filled, everything judged but the CEL rules. `resource` keeps only the valid parts.
 *
 * A document that zod accepts as it stands is right. All others are walked again by `examine`, which has
 * the last word: zod is stricter than the server in some places (nulls, integers beyond 2^53, lengths of
 * rare characters, status).
 */
export function judge<K extends NimKind>(kind: K, version: OperatorVersion, document: ValueMap): Judged<K> {
  if (isPlain(document, 0) && annotationsFit(document)) {
    const parsed = schemaOf(kind, version).safeParse(document);
    if (parsed.success) return { resource: parsed.data, problems: [] };
  }
  return examine(kind, version, document);
}

const deepestPlain = 64;

/**
 * Whether zod reads the value as the server does: no nulls, no big integers, no `__proto__`, no absurd
 * depth.
 */
function isPlain(value: Value | undefined, depth: number): boolean {
  if (typeof value !== "object") return typeof value !== "bigint";
  if (value === null || depth > deepestPlain) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isPlain(item, depth + 1)) return false;
    return true;
  }
  for (const key in value) {
    if (key === "__proto__" || !isPlain(value[key], depth + 1)) return false;
  }
  return true;
}
