import * as z from "zod/mini";
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
  const wrapped = wrappedBy(schema);
  if (wrapped) return outlineOf(wrapped);
  const leaf = leafOf(schema);
  if (leaf) return leaf;
  if (schema instanceof z.ZodMiniObject) {
    return {
      is: "map",
      fields: new Map(Object.entries(schema.shape).map(([name, field]) => [name, fieldOf(field)])),
      open: schema._zod.def.catchall instanceof z.ZodMiniUnknown,
      newer: newerFieldsOf(schema) ?? noFields,
    };
  }
  if (schema instanceof z.ZodMiniRecord) {
    return {
      is: "free map",
      key: leafOf(schema._zod.def.keyType),
      value: outlineOf(schema._zod.def.valueType),
    };
  }
  if (schema instanceof z.ZodMiniArray) {
    return { is: "list", item: outlineOf(schema._zod.def.element), keyedBy: listKeyOf(schema) };
  }
  throw new Error(`no outline for a schema of type ${schema._zod.def.type}`);
}

/** What stands in a wrapper that says when a field may be left out. */
function wrappedBy(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodMiniLazy) return schema._zod.innerType;
  return schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault
    ? schema._zod.def.innerType
    : undefined;
}

function fieldOf(schema: z.core.$ZodType): Field {
  const fallback = schema instanceof z.ZodMiniDefault ? scalar(schema._zod.def.defaultValue) : undefined;
  return new LazyField(schema, schema._zod.optin === undefined, fallback);
}

class LazyField implements Field {
  readonly #schema: z.core.$ZodType;
  readonly required: boolean;
  readonly default: Value | undefined;

  constructor(schema: z.core.$ZodType, required: boolean, fallback: Value | undefined) {
    this.#schema = schema;
    this.required = required;
    this.default = fallback;
  }

  get description(): string | undefined {
    return descriptionOf(this.#schema);
  }

  get outline(): Outline {
    return outlineOf(this.#schema);
  }
}

/** A field's own description, or that of the definition that it shares with others. */
function descriptionOf(schema: z.core.$ZodType): string | undefined {
  const own = z.globalRegistry.get(schema)?.description;
  if (own !== undefined) return own;
  const wrapped = wrappedBy(schema);
  return wrapped && descriptionOf(wrapped);
}

function scalar(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new Error("a default is a single value in all of the operator's kinds");
}
