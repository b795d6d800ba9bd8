import { isMap, type Value, type ValueMap } from "../../src/nim/value.ts";

/** The JSON merge patch (RFC 7396) that makes the one of the other: what is no longer there becomes null, what stays is left out. */
export function mergePatch(before: ValueMap, after: object): ValueMap {
  const wanted: ValueMap = JSON.parse(JSON.stringify(after));
  return difference(before, wanted);
}

function difference(before: ValueMap, after: ValueMap): ValueMap {
  const patch: ValueMap = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const old: Value = Object.hasOwn(before, key) ? (before[key] ?? null) : null;
    if (isMap(value) && isMap(old)) {
      const inner = difference(old, value);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(value)) patch[key] = value;
  }
  return patch;
}
