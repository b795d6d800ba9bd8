import { isMap, type Path, type Value, type ValueMap } from "../value.ts";
import type { OperatorVersion } from "../version.ts";
import { faultOf } from "./examine.ts";
import { type NimKind, schemaOf } from "./kinds.ts";
import type { GoInteger, Leaf } from "./kit.ts";
import { type Outline, outlineOf } from "./outline.ts";

export interface Undecodable {
  path: Path;
  goType: GoInteger | "resource.Quantity" | "metav1.Duration";
  value: Value;
}

/**
 * Values that the CRD lets through but the operator's Go types cannot hold. The webhook refuses such an
 * object; without the webhook the operator can no longer list the whole kind, in all namespaces, until the
 * object is gone.
 */
export function undecodable(kind: NimKind, version: OperatorVersion, document: ValueMap): Undecodable[] {
  const found: Undecodable[] = [];
  const outline = outlineOf(schemaOf(kind, version));
  if (outline.is !== "map") return found;
  // The server drops the status of a new object, and decodes metadata by itself.
  const spec = outline.fields.get("spec");
  if (spec && Object.hasOwn(document, "spec")) collect(spec.outline, document.spec ?? null, ["spec"], found);
  return found;
}

function collect(outline: Outline, value: Value, path: Path, found: Undecodable[]): void {
  switch (outline.is) {
    case "map":
      if (!isMap(value)) return;
      for (const [key, inner] of Object.entries(value)) {
        const field = outline.fields.get(key);
        if (field) collect(field.outline, inner, [...path, key], found);
      }
      return;
    case "free map":
      if (!isMap(value) || !isScalarWithGoType(outline.value)) return;
      for (const [key, inner] of Object.entries(value)) collect(outline.value, inner, [...path, key], found);
      return;
    case "list":
      if (!Array.isArray(value)) return;
      for (const [index, inner] of value.entries()) collect(outline.item, inner, [...path, index], found);
      return;
    default: {
      const goType = faultOf(outline, value) === undefined ? refusingType(outline, value) : undefined;
      if (goType !== undefined) found.push({ path, goType, value });
    }
  }
}

function isScalarWithGoType(outline: Outline): boolean {
  return outline.is === "quantity";
}

function refusingType(leaf: Leaf, value: Value): Undecodable["goType"] | undefined {
  switch (leaf.is) {
    case "integer":
      return holds(leaf.go, value) ? undefined : leaf.go;
    case "integer-or-text":
      // intstr.IntOrString keeps its number in an int32.
      return typeof value === "string" || holds("int32", value) ? undefined : "int32";
    case "quantity":
      return typeof value === "string" && !isGoQuantity(value) ? "resource.Quantity" : undefined;
    case "text":
      return leaf.format === "duration" && typeof value === "string" && !isGoDuration(value)
        ? "metav1.Duration"
        : undefined;
    default:
      return undefined;
  }
}

const ranges: Record<GoInteger, readonly [min: bigint, max: bigint]> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

function holds(go: GoInteger, value: Value): boolean {
  if (typeof value !== "number" && typeof value !== "bigint") return true;
  const [min, max] = ranges[go];
  return value >= min && value <= max;
}

/** resource.ParseQuantity wants a whole exponent, of 64 bits at most. */
function isGoQuantity(text: string): boolean {
  const exponent = /[eE]([+-]?[0-9.]+)$/.exec(text)?.[1];
  if (exponent === undefined) return true;
  return !exponent.includes(".") && holds("int64", BigInt(exponent.replace("+", "")));
}

/** time.ParseDuration. */
function isGoDuration(text: string): boolean {
  return /^[+-]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text);
}
