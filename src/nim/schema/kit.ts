import * as z from "zod/mini";
import { atLeast, type OperatorVersion } from "../version.ts";

// Compiling validators pays off only after thousands of documents, and costs each start some milliseconds.
z.config({ jitless: true });

/** The operator version that a schema is built for. */
export class At {
  readonly version: OperatorVersion;

  constructor(version: OperatorVersion) {
    this.version = version;
  }

  has(since: OperatorVersion): boolean {
    return atLeast(this.version, since);
  }

  /**
   * A field that came with an operator version: `fields` leaves it out of older schemas and remembers when
   * it comes.
   */
  since<T extends z.ZodMiniType>(version: OperatorVersion, schema: T): T {
    if (!this.has(version)) arrivals.set(schema, version);
    return schema;
  }
}

/**
 * A definition that is built at its first use, once for each operator version, however many fields share
 * it.
 */
export function shared<T extends z.ZodMiniType>(build: (at: At) => T): (at: At) => T {
  const built = new WeakMap<At, T>();
  return (at) => {
    let schema = built.get(at);
    if (!schema) {
      schema = build(at);
      built.set(at, schema);
    }
    return schema;
  };
}

/** Integers as the operator's Go types hold them. The CRDs' `format` is no range check for the API server. */
export type GoInteger = "int32" | "uint32" | "int64";

/** What an API server checks of a single value, and what the operator's Go type makes of it. */
export type Leaf =
  | { is: "text"; min?: number; max?: number; pattern?: RegExp; words?: string; format?: "byte" | "duration" }
  | { is: "integer"; min?: number; max?: number; go: GoInteger }
  | { is: "number" }
  | { is: "flag" }
  | { is: "choice"; of: readonly string[] }
  | { is: "quantity" }
  | { is: "integer-or-text" };

const leaves = new WeakMap<object, Leaf>();
const arrivals = new WeakMap<object, OperatorVersion>();
const newerFields = new WeakMap<object, ReadonlyMap<string, OperatorVersion>>();
const listKeys = new WeakMap<object, string>();

/**
 * The facts about a single value; undefined for maps and lists. They hang on zod's definition, which a
 * schema shares with those that are described anew.
 */
export function leafOf(schema: z.core.$ZodType): Leaf | undefined {
  return leaves.get(schema._zod.def);
}

/** Fields of a map that only newer operators know, with the version that brings each. */
export function newerFieldsOf(schema: z.core.$ZodType): ReadonlyMap<string, OperatorVersion> | undefined {
  return newerFields.get(schema._zod.def);
}

/** The field whose values must differ between the items of a list. */
export function listKeyOf(schema: z.core.$ZodType): string | undefined {
  return listKeys.get(schema._zod.def);
}

/** A field that few manifests have: its schema is built when a value meets it. */
export function later<T extends z.ZodMiniType>(build: () => T, description = "") {
  const schema = z.lazy(() => z.optional(build()));
  // zod asks every field whether it may be left out, and runs it on nothing when it is left out: both would
  // build the schema.
  const internals = schema._zod;
  const { run } = internals;
  internals.optin = "optional";
  internals.optout = "optional";
  internals.run = (payload, context) => (payload.value === undefined ? payload : run(payload, context));
  return describe(description, schema);
}

export function optional<T extends z.ZodMiniType>(schema: T): z.ZodMiniOptional<T> {
  return z.optional(schema);
}

/** A field that the API server fills when a document leaves it out. */
export function withDefault<T extends z.ZodMiniType>(
  value: Exclude<z.output<T>, undefined>,
  schema: T,
): z.ZodMiniDefault<T> {
  return z._default(schema, value);
}

/** A shared definition with a description of its own. */
export function described<T extends z.ZodMiniType>(description: string, schema: T): T {
  // The registry goes by identity. An object that inherits everything from the schema has one, and costs
  // next to nothing, where zod's copies are built from the start.
  const view: T = Object.create(schema);
  return describe(description, view);
}

export interface TextLimits {
  min?: number;
  max?: number;
  pattern?: RegExp;
  /** The pattern in words: "must …". */
  words?: string;
  format?: "byte" | "duration";
}

export function text(description: string, limits?: TextLimits) {
  if (!limits) return described(description, plain.text());
  const { min, max, pattern } = limits;
  const checks: z.core.$ZodCheck<string>[] = [];
  if (min !== undefined) checks.push(z.minLength(min));
  if (max !== undefined) checks.push(z.maxLength(max));
  if (pattern !== undefined) checks.push(z.regex(pattern));
  // `.check()` would make a copy of the schema.
  return leaf(description, new z.ZodMiniString({ type: "string", checks }), { is: "text", ...limits });
}

export interface IntegerLimits {
  min?: number;
  max?: number;
  go?: GoInteger;
}

/** A whole number; `int32` in Go unless said otherwise. */
export function integer(description: string, limits?: IntegerLimits) {
  if (!limits) return described(description, plain.integer());
  const { min, max } = limits;
  const checks: z.core.$ZodCheck<number>[] = [];
  if (min !== undefined) checks.push(z.gte(min));
  if (max !== undefined) checks.push(z.lte(max));
  const schema = new z.ZodMiniNumberFormat({
    type: "number",
    check: "number_format",
    format: "safeint",
    abort: false,
    checks,
  });
  return leaf(description, schema, { is: "integer", go: "int32", ...limits });
}

export function decimal(description: string) {
  return leaf(description, z.number(), { is: "number" });
}

export function flag(description: string) {
  return described(description, plain.flag());
}

export function choice<const T extends readonly [string, ...string[]]>(description: string, of: T) {
  return leaf(description, z.enum(of), { is: "choice", of });
}

/** apimachinery resource.Quantity, as the CRDs describe it. It lets through `1e1.5`, which Go cannot read. */
export const quantityPattern =
  /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))?$/;

/** An amount such as `80Gi`, `500m` or a plain number. */
export function quantity(description: string) {
  return described(description, plain.quantity());
}

/** A number or a name, such as the port of a probe. */
export function integerOrText(description: string) {
  return leaf(description, z.union([z.int(), z.string()]), { is: "integer-or-text" });
}

/** A map with exactly these fields. */
export function fields<S extends z.core.$ZodLooseShape>(description: string, shape: S) {
  const newer = takeNewer(shape);
  const schema = z.strictObject(shape);
  if (newer) newerFields.set(schema._zod.def, newer);
  return describe(description, schema);
}

/** A map with these fields and any others. */
export function openFields<S extends z.core.$ZodLooseShape>(description: string, shape: S) {
  return describe(description, z.looseObject(shape));
}

/** A map with free keys. */
export function mapOf<T extends z.ZodMiniType>(
  description: string,
  value: T,
  key: z.ZodMiniType<string> = plain.key(),
) {
  return describe(description, z.record(key, value));
}

export function textMap(description: string) {
  return described(description, plainMap());
}

export function list<T extends z.ZodMiniType>(description: string, item: T) {
  return describe(description, z.array(item));
}

export function texts(description: string, limits?: TextLimits) {
  return limits ? list(description, text("", limits)) : described(description, plainList());
}

/** A list whose items are told apart by a field (`x-kubernetes-list-type: map`). */
export function keyedList<T extends z.ZodMiniType>(description: string, key: string, item: T) {
  const schema = z.array(item).check(z.refine((items) => repeatedKeys(items, key).length === 0));
  listKeys.set(schema._zod.def, key);
  return describe(description, schema);
}

/** Indexes of the items that repeat the key of an earlier item. */
export function repeatedKeys(items: readonly unknown[], key: string): number[] {
  const seen = new Set<unknown>();
  const repeated: number[] = [];
  items.forEach((item, index) => {
    if (typeof item !== "object" || item === null) return;
    const value: unknown = Reflect.get(item, key);
    if (value === undefined) return;
    if (seen.has(value)) repeated.push(index);
    seen.add(value);
  });
  return repeated;
}

/** Fields that may be left out and that only their description tells from others of their type. */
export const maybe = {
  text: (description: string) => described(description, plainOptional.text()),
  flag: (description: string) => described(description, plainOptional.flag()),
  integer: (description: string) => described(description, plainOptional.integer()),
  quantity: (description: string) => described(description, plainOptional.quantity()),
  texts: (description: string) => described(description, plainOptional.texts()),
  textMap: (description: string) => described(description, plainOptional.textMap()),
};

/** What most fields are, built once for all of them. */
const plain = {
  key: once(() => z.string()),
  text: once(() => leaf("", z.string(), { is: "text" })),
  flag: once(() => leaf("", z.boolean(), { is: "flag" })),
  integer: once(() => leaf("", z.int(), { is: "integer", go: "int32" })),
  quantity: once(() =>
    leaf(
      "",
      z.union([z.int(), new z.ZodMiniString({ type: "string", checks: [z.regex(quantityPattern)] })]),
      { is: "quantity" },
    ),
  ),
};

const plainList = once(() => z.array(plain.text()));
const plainMap = once(() => z.record(plain.key(), plain.text()));

const plainOptional = {
  text: once(() => z.optional(plain.text())),
  flag: once(() => z.optional(plain.flag())),
  integer: once(() => z.optional(plain.integer())),
  quantity: once(() => z.optional(plain.quantity())),
  texts: once(() => z.optional(plainList())),
  textMap: once(() => z.optional(plainMap())),
};

function once<T>(build: () => T): () => T {
  let built: T | undefined;
  return () => {
    built ??= build();
    return built;
  };
}

function leaf<T extends z.ZodMiniType>(description: string, schema: T, facts: Leaf): T {
  leaves.set(schema._zod.def, facts);
  return describe(description, schema);
}

function describe<T extends z.ZodMiniType>(description: string, schema: T): T {
  if (description !== "") z.globalRegistry.add(schema, { description });
  return schema;
}

function takeNewer(shape: z.core.$ZodLooseShape): Map<string, OperatorVersion> | undefined {
  let newer: Map<string, OperatorVersion> | undefined;
  for (const [name, field] of Object.entries(shape)) {
    const since = arrivals.get(field);
    if (since === undefined) continue;
    newer ??= new Map();
    newer.set(name, since);
    Reflect.deleteProperty(shape, name);
  }
  return newer;
}
