import { parseQuantity } from "../quantity.ts";
import type { Value, ValueMap } from "../value.ts";

/** What is special about a Go type's fields. Names stand for a field wherever it occurs, `parent.name` for one place. */
export interface GoFields {
  /** Fields that Go writes though they are empty: pointers, and those without `omitempty`. */
  readonly kept?: ReadonlySet<string>;
  /** Maps with free keys; empty ones are left out, where an empty struct stays. */
  readonly maps?: ReadonlySet<string>;
  readonly quantities?: ReadonlySet<string>;
  /** Fields that are left out when empty although `kept` names them elsewhere. */
  readonly dropped?: ReadonlySet<string>;
  /** What Go adds to a struct of that name where it is missing. */
  readonly filled?: Readonly<Record<string, ValueMap>>;
}

/**
 * A part of a manifest after a round trip through the operator's Go types: without what is empty, quantities in their
 * canonical form. Undefined where nothing is left.
 */
export function goWritten(value: unknown, fields: GoFields, name = "", parent = ""): Value | undefined {
  const has = (set: ReadonlySet<string> | undefined) =>
    set?.has(name) === true || set?.has(`${parent}.${name}`) === true;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => goWritten(item, fields, "", name) ?? []);
    return items.length > 0 || has(fields.kept) ? items : undefined;
  }
  if (typeof value === "object") {
    const isMap = has(fields.maps);
    const written = isMap
      ? mapWritten(value, has(fields.quantities))
      : structWritten(value, fields, name || parent);
    return isMap && Object.keys(written).length === 0 ? undefined : written;
  }
  if (has(fields.quantities)) return canonical(value);
  const isEmpty = (value === "" || value === 0 || value === false) && name !== "";
  if (isEmpty && (!has(fields.kept) || fields.dropped?.has(`${parent}.${name}`) === true)) return undefined;
  return isScalar(value) ? value : undefined;
}

/** The same for a struct, of which something always remains. */
export function goStruct(value: object, fields: GoFields): ValueMap {
  return structWritten(value, fields, "");
}

function structWritten(value: object, fields: GoFields, name: string): ValueMap {
  const entries = Object.entries(value).flatMap(([key, item]): [string, Value][] => {
    const written = goWritten(item, fields, key, name);
    return written === undefined ? [] : [[key, written]];
  });
  const filled = fields.filled && Object.hasOwn(fields.filled, name) ? fields.filled[name] : undefined;
  return Object.fromEntries([...Object.entries(filled ?? {}), ...entries]);
}

function mapWritten(value: object, ofQuantities: boolean): ValueMap {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]): [string, Value][] => {
      if (item === undefined) return [];
      return [[key, ofQuantities ? canonical(item) : isScalar(item) ? item : String(item)]];
    }),
  );
}

function canonical(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return "0";
  return parseQuantity(value)?.canonical ?? String(value);
}

function isScalar(value: unknown): value is string | number | bigint | boolean {
  return ["string", "number", "bigint", "boolean"].includes(typeof value);
}
