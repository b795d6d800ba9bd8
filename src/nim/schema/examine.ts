import type * as z from "zod/mini";
import { setOwn } from "../set-own.ts";
import { isMap, type Path, type Value, type ValueMap } from "../value.ts";
import { defaultOperatorVersion, type OperatorVersion } from "../version.ts";
import { type Nim, type NimKind, schemaOf } from "./kinds.ts";
import { type Leaf, quantityPattern, repeatedKeys } from "./kit.ts";
import { annotationsFit, groupVersion } from "./metadata.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { type Judged, mostOfOneCode, type Problem, type ProblemCode } from "./problem.ts";
import { Wording } from "./wording.ts";

/** Judges a document field by field, as the API server does, and keeps what is valid. */
export function examine<K extends NimKind>(kind: K, version: OperatorVersion, document: ValueMap): Judged<K> {
  const outline = outlineOf(schemaOf(kind, version));
  const examiner = new Examiner(new Wording(kind, version, outline), document);
  // The walk keeps what fits the schema of the kind, which is what the type says with every field optional.
  const resource = examiner.value(outline, withMetadata(document), []) as Nim[K];
  const { problems } = examiner;
  if (!annotationsFit(document)) problems.push(Wording.annotationsTooLarge());
  return { resource, problems: [...problems, ...unknownVersion(document)] };
}

/** Judges a document of a kind that is no NIM kind by the schema of that kind, with the same words. */
export function examineAs(schema: z.ZodMiniType, document: ValueMap): { value: Value; problems: Problem[] } {
  const outline = outlineOf(schema);
  const examiner = new Examiner(new Wording(undefined, defaultOperatorVersion, outline), document);
  const value = examiner.value(outline, withMetadata(document), []) ?? {};
  return { value, problems: examiner.problems };
}

/** An object without metadata is refused for its missing name. */
function withMetadata(document: ValueMap): ValueMap {
  return document.metadata === undefined || document.metadata === null
    ? { ...document, metadata: {} }
    : document;
}

/** A version of the group that does not exist: the API server then knows nothing but the metadata. */
function unknownVersion(document: ValueMap): Problem[] {
  const { apiVersion: given } = document;
  if (
    typeof given !== "string" ||
    !given.startsWith(`${groupVersion.group}/`) ||
    given === groupVersion.apiVersion
  )
    return [];
  return Object.keys(document)
    .filter((key) => key !== "apiVersion" && key !== "kind" && key !== "metadata")
    .map((key) => ({
      path: [key],
      code: "unknown-field",
      message: `${given} does not exist, so the API server does not know ${key}`,
      help: `write apiVersion: ${groupVersion.apiVersion}`,
    }));
}

function isForgiven(problem: Problem, document: ValueMap): boolean {
  // The server drops the status of a new object before it validates, but after it has looked for unknown
  // fields.
  if (problem.path[0] === "status") return problem.code !== "unknown-field" && problem.code !== "newer-field";
  // generateName stands in for a missing or empty name.
  if (problem.path.length !== 2 || problem.path[0] !== "metadata" || problem.path[1] !== "name") return false;
  if (!isMap(document.metadata)) return false;
  const { name = null, generateName } = document.metadata;
  return (name === null || name === "") && typeof generateName === "string" && generateName !== "";
}

class Examiner {
  readonly problems: Problem[] = [];
  readonly #wording: Wording;
  readonly #document: ValueMap;
  readonly #counts = new Map<ProblemCode, number>();

  constructor(wording: Wording, document: ValueMap) {
    this.#wording = wording;
    this.#document = document;
  }

  /** Whether there are enough of a code already, so that its wording need not be made. */
  #isFull(code: ProblemCode): boolean {
    return (this.#counts.get(code) ?? 0) >= mostOfOneCode;
  }

  #add(problem: Problem): void {
    if (this.#isFull(problem.code) || isForgiven(problem, this.#document)) return;
    this.#counts.set(problem.code, (this.#counts.get(problem.code) ?? 0) + 1);
    this.problems.push(problem);
  }

  /** The valid part of a value; undefined where nothing of it is valid. */
  value(outline: Outline, value: Value, path: Path): Value | undefined {
    switch (outline.is) {
      case "map":
        return isMap(value) ? this.#map(outline, value, path) : this.#wrongType(outline, value, path);
      case "free map":
        return isMap(value) ? this.#freeMap(outline, value, path) : this.#wrongType(outline, value, path);
      case "list":
        return Array.isArray(value)
          ? this.#list(outline, value, path)
          : this.#wrongType(outline, value, path);
      default:
        return this.#leaf(outline, value, path);
    }
  }

  #map(outline: Outline & { is: "map" }, map: ValueMap, path: Path): ValueMap {
    const kept: ValueMap = {};
    for (const [key, value] of Object.entries(map)) {
      const field = outline.fields.get(key);
      if (field) {
        if (value !== null) put(kept, key, this.value(field.outline, value, [...path, key]));
      } else if (outline.open) {
        put(kept, key, value);
      } else if (!this.#isFull("unknown-field") || outline.newer.has(key)) {
        this.#add(this.#wording.unknownField(outline, path, key));
      }
    }
    for (const [name, field] of outline.fields) {
      if (Object.hasOwn(map, name) && map[name] !== null) continue;
      if (field.default !== undefined) put(kept, name, field.default);
      else if (field.required && !this.#isFull("missing-field"))
        this.#add(this.#wording.missingField(field, path, name));
    }
    return kept;
  }

  #freeMap(outline: Outline & { is: "free map" }, map: ValueMap, path: Path): ValueMap {
    const kept: ValueMap = {};
    for (const [key, value] of Object.entries(map)) {
      if (value === null) continue;
      const fault = outline.key && faultOf(outline.key, key);
      if (outline.key && fault) this.#add(this.#wording.invalidKey(outline.key, [...path, key], key));
      const valid = this.value(outline.value, value, [...path, key]);
      if (!fault) put(kept, key, valid);
    }
    return kept;
  }

  /** Items keep their index: an empty one stands in for an item that is not valid. */
  #list(outline: Outline & { is: "list" }, list: Value[], path: Path): Value[] {
    const kept = list.map(
      (item, index) => this.value(outline.item, item, [...path, index]) ?? empty(outline.item),
    );
    if (outline.keyedBy !== undefined) {
      for (const index of repeatedKeys(list, outline.keyedBy)) {
        this.#add(this.#wording.duplicateItem(outline.keyedBy, [...path, index], list[index]));
      }
    }
    return kept;
  }

  #leaf(leaf: Leaf, value: Value, path: Path): Value | undefined {
    const fault = faultOf(leaf, value);
    if (fault === "wrong-type") return this.#wrongType(leaf, value, path);
    if (fault) {
      if (!this.#isFull("invalid-value")) this.#add(this.#wording.invalidValue(leaf, value, path));
      return undefined;
    }
    return typeof value === "bigint" ? Number(value) : value;
  }

  #wrongType(outline: Outline, value: Value, path: Path): undefined {
    if (!this.#isFull("wrong-type")) this.#add(this.#wording.wrongType(outline, value, path));
    this.#unknownInside(outline, value, path);
  }

  /**
   * Where a map or list stands in the place of something else, the server knows none of the keys inside
   * (structural schema pruning in apiextensions-apiserver): it names them, and refuses the object for them
   * first.
   */
  #unknownInside(expected: Outline, value: Value, path: Path): void {
    const pending: { value: Value; path: Path }[] = [{ value, path }];
    for (let next = pending.pop(); next && !this.#isFull("unknown-field"); next = pending.pop()) {
      const { value: inner, path: place } = next;
      if (Array.isArray(inner)) {
        for (let index = inner.length - 1; index >= 0; index--) {
          pending.push({ value: inner[index] ?? null, path: [...place, index] });
        }
      } else if (isMap(inner)) {
        for (const key of Object.keys(inner))
          this.#add(this.#wording.misplacedKey(expected, path, value, [...place, key]));
      }
    }
  }
}

/** What the API server has against a single value. */
export function faultOf(leaf: Leaf, value: Value): "wrong-type" | "invalid-value" | undefined {
  switch (leaf.is) {
    case "text": {
      if (typeof value !== "string") return "wrong-type";
      const fits =
        (leaf.min === undefined || lengthOf(value, leaf.min) >= leaf.min) &&
        (leaf.max === undefined || lengthOf(value, leaf.max) <= leaf.max) &&
        (leaf.pattern === undefined || leaf.pattern.test(value));
      return fits ? undefined : "invalid-value";
    }
    case "integer":
      if (!isInteger(value)) return "wrong-type";
      return (leaf.min === undefined || value >= leaf.min) && (leaf.max === undefined || value <= leaf.max)
        ? undefined
        : "invalid-value";
    case "number":
      // An integer beyond int64 is read as a float.
      return Number.isFinite(typeof value === "bigint" ? Number(value) : value) ? undefined : "wrong-type";
    case "flag":
      return typeof value === "boolean" ? undefined : "wrong-type";
    case "choice":
      if (typeof value !== "string") return "wrong-type";
      return leaf.of.includes(value) ? undefined : "invalid-value";
    case "quantity":
      if (typeof value === "string") return quantityPattern.test(value) ? undefined : "invalid-value";
      return isInteger(value) ? undefined : "wrong-type";
    case "integer-or-text":
      return typeof value === "string" || isInteger(value) ? undefined : "wrong-type";
  }
}

/** Length in Unicode code points, as Go's utf8.RuneCountInString; counted only near the limit. */
function lengthOf(text: string, limit: number): number {
  if (text.length <= limit || text.length > 2 * limit) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * apimachinery's JSON has int64 and float64; a float counts as an integer up to 2^53 - 1 (go-openapi/swag).
 */
function isInteger(value: Value): value is number | bigint {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value;
  return Number.isSafeInteger(value);
}

function empty(outline: Outline): Value {
  if (outline.is === "list") return [];
  return outline.is === "map" || outline.is === "free map" ? {} : "";
}

function put(map: ValueMap, key: string, value: Value | undefined): void {
  if (value !== undefined) setOwn(map, key, value);
}
