import { Environment } from "@marcbachmann/cel-js";
import { Ajv, type SchemaObject, type ValidateFunction } from "ajv";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import { isMap, type Path, type Value, type ValueMap } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { type CrdSchema, crdSchema } from "./crds.ts";

export interface Refusal {
  path: Path;
  reason: string;
}

export interface Verdict {
  /** Unknown fields and what the schema itself refuses. */
  schema: Refusal[];
  /**
   * Rules of `x-kubernetes-validations` that do not hold; those that compare with the stored object are
   * left out. Empty where `schema` is not: the API server skips them after most errors of the schema, and
   * refuses the object anyhow.
   */
  cel: Refusal[];
}

export type Oracle = (document: ValueMap) => Verdict;

const oracles = new Map<string, Oracle>();

/**
 * Judges new documents by a CRD as the API server does: fill defaults, drop nulls, refuse unknown fields,
 * validate. It knows nothing but the CRD, and nothing of `src/`. Metadata is not looked at.
 */
export function crdOracle(kind: NimKind, version: OperatorVersion): Oracle {
  const name = `${kind} ${version}`;
  let oracle = oracles.get(name);
  if (!oracle) {
    oracle = makeOracle(crdSchema(kind, version));
    oracles.set(name, oracle);
  }
  return oracle;
}

/** The document without the fields that a version of the CRD does not know. */
export function pruned(kind: NimKind, version: OperatorVersion, document: ValueMap): ValueMap {
  const copy = structuredClone(document);
  prune(copy, crdSchema(kind, version), [], []);
  return copy;
}

/** The document as the API server stores it: nulls dropped, defaults filled. */
export function defaulted(kind: NimKind, version: OperatorVersion, document: ValueMap): ValueMap {
  const copy = structuredClone(document);
  const schema = crdSchema(kind, version);
  fillDefaults(copy, schema);
  dropNulls(copy, schema);
  return copy;
}

function makeOracle(crd: CrdSchema): Oracle {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true });
  ajv.addKeyword({
    keyword: "base64",
    type: "string",
    validate: (_: boolean, text: string) => isBase64(text),
  });
  const validate = ajv.compile(
    jsonSchema({ ...crd, properties: { ...crd.properties, metadata: {}, status: {} } }),
  );
  return (document) => {
    const copy = structuredClone(document);
    fillDefaults(copy, crd);
    dropNulls(copy, crd);
    const refusals: Refusal[] = [];
    prune(copy, crd, [], refusals);
    Reflect.deleteProperty(copy, "status");
    refusals.push(...schemaRefusals(validate, copy), ...repeatedListKeys(copy, crd, []));
    const cel: Refusal[] = [];
    if (refusals.length === 0) checkRules(copy, crd, [], cel);
    return { schema: refusals, cel };
  };
}

// apiextensions-apiserver schema/defaulting: a null counts as absent where the field has a default.
function fillDefaults(value: Value, schema: CrdSchema | undefined): void {
  if (!schema) return;
  if (isMap(value)) {
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (field.default !== undefined && (own(value, name) ?? null) === null)
        value[name] = structuredClone(field.default);
    }
    for (const [name, inner] of Object.entries(value)) {
      fillDefaults(inner, own(schema.properties, name) ?? schema.additionalProperties);
    }
  } else if (Array.isArray(value)) {
    for (const item of value) fillDefaults(item, schema.items);
  }
}

function dropNulls(value: Value, schema: CrdSchema | undefined): void {
  if (!schema) return;
  if (isMap(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const field = own(schema.properties, name) ?? schema.additionalProperties;
      if (inner === null && field) Reflect.deleteProperty(value, name);
      else dropNulls(inner, field);
    }
  } else if (Array.isArray(value)) {
    for (const item of value) dropNulls(item, schema.items);
  }
}

// apiextensions-apiserver schema/pruning, with the names that strict decoding reports.
function prune(value: Value, schema: CrdSchema | undefined, path: Path, unknown: Refusal[]): void {
  if (isMap(value)) {
    const keep = schema?.["x-kubernetes-preserve-unknown-fields"] === true;
    for (const [name, inner] of Object.entries(value)) {
      if (path.length === 0 && name === "metadata") continue;
      const field = own(schema?.properties, name) ?? schema?.additionalProperties;
      if (field) {
        prune(inner, field, [...path, name], unknown);
      } else if (!keep) {
        unknown.push({ path: [...path, name], reason: "unknown field" });
        Reflect.deleteProperty(value, name);
      }
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) prune(item, schema?.items, [...path, index], unknown);
  }
}

function jsonSchema(crd: CrdSchema): SchemaObject {
  const { properties, items, additionalProperties, format } = crd;
  const schema: SchemaObject = {};
  for (const keyword of ["required", "enum", "minimum", "maximum", "minLength", "maxLength"] as const) {
    if (crd[keyword] !== undefined) schema[keyword] = crd[keyword];
  }
  // A point in Go matches everything but the line feed; in JavaScript it leaves out three more.
  if (crd.pattern !== undefined) schema.pattern = crd.pattern.replaceAll(".*", "[^\\n]*");
  if (format === "byte") schema.base64 = true;
  if (crd["x-kubernetes-int-or-string"]) schema.anyOf = [{ type: "integer" }, { type: "string" }];
  else if (crd.type !== undefined) schema.type = crd.type;
  if (properties) {
    schema.properties = Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, jsonSchema(field)]),
    );
  }
  if (items) schema.items = jsonSchema(items);
  if (additionalProperties) schema.additionalProperties = jsonSchema(additionalProperties);
  return schema;
}

function schemaRefusals(validate: ValidateFunction, document: ValueMap): Refusal[] {
  if (validate(asJsonNumbers(document))) return [];
  const named = new Map<string, Refusal>();
  for (const error of validate.errors ?? []) {
    const path = pathOf(error.instancePath, document);
    if (error.keyword === "required") path.push(String(error.params.missingProperty));
    named.set(JSON.stringify(path), { path, reason: error.message ?? error.keyword });
  }
  return [...named.values()];
}

/**
 * The integers of Kubernetes are int64, and floats up to 2^53 - 1; everything else is no integer, as 0.5 is
 * none.
 */
function asJsonNumbers(value: Value): Value {
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) !== value) return 0.5;
    return value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  }
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : 0.5;
  if (Array.isArray(value)) return value.map(asJsonNumbers);
  if (!isMap(value)) return value;
  const copy: ValueMap = {};
  for (const [name, inner] of Object.entries(value)) {
    Object.defineProperty(copy, name, { value: asJsonNumbers(inner), enumerable: true });
  }
  return copy;
}

function pathOf(pointer: string, document: Value): (string | number)[] {
  const path: (string | number)[] = [];
  let place: Value | undefined = document;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(place)) {
      path.push(Number(name));
      place = place[Number(name)];
    } else {
      path.push(name);
      place = isMap(place) ? own(place, name) : undefined;
    }
  }
  return path;
}

function isBase64(text: string): boolean {
  return text !== "" && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

function repeatedListKeys(value: Value, schema: CrdSchema | undefined, path: Path): Refusal[] {
  const found: Refusal[] = [];
  if (isMap(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const field = own(schema?.properties, name) ?? schema?.additionalProperties;
      if (field) found.push(...repeatedListKeys(inner, field, [...path, name]));
    }
  } else if (Array.isArray(value)) {
    const keys = schema?.["x-kubernetes-list-map-keys"];
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      found.push(...repeatedListKeys(item, schema?.items, [...path, index]));
      if (!keys || !isMap(item) || keys.some((key) => own(item, key) === undefined)) continue;
      const identity = JSON.stringify(keys.map((key) => asJsonNumbers(own(item, key) ?? null)));
      if (seen.has(identity)) found.push({ path: [...path, index], reason: "duplicate item" });
      seen.add(identity);
    }
  }
  return found;
}

const environment = new Environment({ unlistedVariablesAreDyn: true });
const rules = new Map<string, ReturnType<typeof environment.parse>>();

function checkRules(value: Value, schema: CrdSchema | undefined, path: Path, broken: Refusal[]): void {
  for (const { rule, message } of schema?.["x-kubernetes-validations"] ?? []) {
    if (rule.includes("oldSelf")) continue;
    let holds = rules.get(rule);
    if (!holds) {
      holds = environment.parse(rule);
      rules.set(rule, holds);
    }
    if (holds({ self: value }) !== true) broken.push({ path, reason: message });
  }
  if (isMap(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const field = own(schema?.properties, name) ?? schema?.additionalProperties;
      if (field) checkRules(inner, field, [...path, name], broken);
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkRules(item, schema?.items, [...path, index], broken);
  }
}

function own<T>(map: Record<string, T> | undefined, name: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}
