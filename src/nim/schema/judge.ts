import type { Value, ValueMap } from "../value.ts";
import type { OperatorVersion } from "../version.ts";
import { examine } from "./examine.ts";
import { type NimKind, schemaOf } from "./kinds.ts";
import { annotationsFit } from "./metadata.ts";
import type { Judged } from "./problem.ts";

export type { Nim, NimKind } from "./kinds.ts";
export { type Judged, mostOfOneCode, type Problem } from "./problem.ts";

/**
 * What the API server makes of a new document (Kubernetes 1.35, strict field validation): nulls dropped,
 * defaults filled, everything judged but the CEL rules. `resource` keeps only the valid parts.
 *
 * A document that zod accepts as it stands is right. All others are walked again by `examine`, which has
 * the last word: zod is stricter than the server in some places (nulls, integers beyond 2^53, lengths of
 * rare characters, status).
 */
export function judge<K extends NimKind>(kind: K, version: OperatorVersion, document: ValueMap): Judged<K> {
  if (isPlain(document) && annotationsFit(document)) {
    const parsed = schemaOf(kind, version).safeParse(document);
    if (parsed.success) return { resource: sparing(parsed.data, document), problems: [] };
  }
  return examine(kind, version, document);
}

/** What was written itself, where no default was filled in: a large set then holds each resource once. */
function sparing<T>(stored: T, written: ValueMap): T {
  return isSame(stored, written) ? (written as T) : stored;
}

function isSame(stored: unknown, written: unknown): boolean {
  if (typeof stored !== "object" || typeof written !== "object" || !stored || !written)
    return stored === written;
  const keys = Object.keys(stored);
  if (keys.length !== Object.keys(written).length) return false;
  return keys.every((key) => isSame(Reflect.get(stored, key), Reflect.get(written, key)));
}

const deepestPlain = 64;
/** Far more issues than values there are not, and of some 100,000 zod runs out of stack. */
const mostPlain = 20_000;

/**
 * Whether zod reads the value as the server does: no nulls, no big integers, no `__proto__`, no absurd
 * depth or number of values.
 */
function isPlain(document: ValueMap): boolean {
  let left = mostPlain;
  const visit = (value: Value | undefined, depth: number): boolean => {
    if (--left < 0) return false;
    if (typeof value !== "object") return typeof value !== "bigint";
    if (value === null || depth > deepestPlain) return false;
    if (Array.isArray(value)) {
      for (const item of value) if (!visit(item, depth + 1)) return false;
      return true;
    }
    for (const key in value) {
      if (key === "__proto__" || !visit(value[key], depth + 1)) return false;
    }
    return true;
  };
  return visit(document, 0);
}
