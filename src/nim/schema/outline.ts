import * as z from "zod";
import type { Value } from "../value.ts";
import type { OperatorVersion } from "../version.ts";
import { type Leaf, leafOf, listKeyOf, newerFieldsOf } from "./kit.ts";

/** A schema as a plain tree, for everything that walks it: judging, advice, comparison. */
export type Outline =
  | {
      is: "map";
      fields: ReadonlyMap<string, Field>;
      /** Unknown fields are kept instead of refused. */
      open: boolean;
      /** Fields that a newer operator brings. */
      newer: ReadonlyMap<string, OperatorVersion>;
    }
  | { is: "free map"; key: Leaf | undefined; value: Outline }
  | { is: "list"; item: Outline; keyedBy: string | undefined }
  | Leaf;

export interface Field {
  readonly outline: Outline;
  /** Must be there; never for a field with a default. */
  readonly required: boolean;
  readonly default: Value | undefined;
  /** What the field means, in a sentence. */
  readonly description: string | undefined;
}

/** The tree of a schema; its parts are made when they are first looked at. */
export function outlineOf(schema: z.core.$ZodType): Outline {
  let outline = outlines.get(schema._zod.def);
  if (!outline) {
    outline = build(schema);
    outlines.set(schema._zod.def, outline);
  }
  return outline;
}

const outlines = new WeakMap<object, Outline>();
const noFields: ReadonlyMap<string, OperatorVersion> = new Map();

function build(schema: z.core.$ZodType): Outline {
  if (schema instanceof z.ZodLazy) return outlineOf(schema.unwrap());
  const leaf = leafOf(schema);
  if (leaf) return leaf;
  if (schema instanceof z.ZodObject) {
    return {
      is: "map",
      fields: new Map(Object.entries(schema.shape).map(([name, field]) => [name, fieldOf(field)])),
      open: schema._zod.def.catchall instanceof z.ZodUnknown,
      newer: newerFieldsOf(schema) ?? noFields,
    };
  }
  if (schema instanceof z.ZodRecord) {
    return { is: "free map", key: leafOf(schema.keyType), value: outlineOf(schema.valueType) };
  }
  if (schema instanceof z.ZodArray) {
    return { is: "list", item: outlineOf(schema.element), keyedBy: listKeyOf(schema) };
  }
  throw new Error(`no outline for a schema of type ${schema._zod.def.type}`);
}

function fieldOf(schema: z.core.$ZodType): Field {
  if (schema instanceof z.ZodOptional) return new LazyField(schema, schema.unwrap(), false, undefined);
  if (schema instanceof z.ZodDefault) {
    return new LazyField(schema, schema.unwrap(), false, scalar(schema._zod.def.defaultValue));
  }
  return new LazyField(schema, schema, true, undefined);
}

class LazyField implements Field {
  readonly #outer: z.core.$ZodType;
  readonly #inner: z.core.$ZodType;
  readonly required: boolean;
  readonly default: Value | undefined;

  constructor(
    outer: z.core.$ZodType,
    inner: z.core.$ZodType,
    required: boolean,
    fallback: Value | undefined,
  ) {
    this.#outer = outer;
    this.#inner = inner;
    this.required = required;
    this.default = fallback;
  }

  get description(): string | undefined {
    const own = z.globalRegistry.get(this.#outer) ?? z.globalRegistry.get(this.#inner);
    if (own || !(this.#inner instanceof z.ZodLazy)) return own?.description;
    return z.globalRegistry.get(this.#inner.unwrap())?.description;
  }

  get outline(): Outline {
    return outlineOf(this.#inner);
  }
}

function scalar(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new Error("a default is a single value in all of the operator's kinds");
}
