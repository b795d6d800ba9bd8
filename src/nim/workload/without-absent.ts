import { setOwn } from "../set-own.ts";
import type { Scalar, Value, ValueMap } from "../value.ts";

/** A value in which some keys may stand for nothing. */
export type Loose = Scalar | undefined | readonly Loose[] | LooseMap;
export type LooseMap = { readonly [key: string]: Loose };

/** The map as Go would send it: what is undefined is not there. Everything is copied, so that no two objects share a part. */
export function withoutAbsent(map: LooseMap): ValueMap {
  // Much is made of many manifests: a loop takes a third of the time of `Object.fromEntries`.
  const copy: { [key: string]: Value } = {};
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value !== undefined) setOwn(copy, key, copyOf(value));
  }
  return copy;
}

/** Go leaves out a text, a list or a map that is empty (`omitempty`). */
export function orAbsent<T extends string | readonly unknown[] | object>(
  value: T | undefined,
): T | undefined {
  if (value === undefined || value === "") return undefined;
  return typeof value === "object" && Object.keys(value).length === 0 ? undefined : value;
}

function copyOf(value: Exclude<Loose, undefined>): Value {
  if (isList(value)) return value.flatMap((item) => (item === undefined ? [] : [copyOf(item)]));
  return typeof value === "object" && value !== null ? withoutAbsent(value) : value;
}

function isList(value: Loose): value is readonly Loose[] {
  return Array.isArray(value);
}
