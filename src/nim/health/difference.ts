import { compareQuantities, parseQuantity } from "../quantity.ts";
import { isMap, type Path, type Value } from "../value.ts";

/**
 * Where a live value is not what was declared; undefined where it is. Only what is declared counts: the operator and
 * the API server add defaults, drop what is empty, and write quantities in their own way.
 */
export function differenceOf(
  declared: Value | undefined,
  live: Value | undefined,
  path: Path,
): Path | undefined {
  if (isUnset(declared)) return undefined;
  if (isMap(declared)) {
    for (const [key, value] of Object.entries(declared)) {
      const inner = isMap(live) && Object.hasOwn(live, key) ? live[key] : undefined;
      const found = differenceOf(value, inner, [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Array.isArray(declared)) return differenceOfLists(declared, Array.isArray(live) ? live : [], path);
  return isSame(declared, live) ? undefined : path;
}

/** Items with a name are found by it; a pipeline adds variables of its dependencies. */
function differenceOfLists(declared: readonly Value[], live: readonly Value[], path: Path): Path | undefined {
  for (const [index, item] of declared.entries()) {
    const name = isMap(item) && typeof item.name === "string" ? item.name : undefined;
    const other = name === undefined ? live[index] : live.find((each) => isMap(each) && each.name === name);
    const found = differenceOf(item, other, [...path, index]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSame(declared: Value | undefined, live: Value | undefined): boolean {
  if (String(declared) === String(live)) return true;
  if (declared === false || declared === 0) return isUnset(live);
  const [one, other] = [declared, live].map((value) =>
    typeof value === "string" || typeof value === "number" ? parseQuantity(value) : undefined,
  );
  return one !== undefined && other !== undefined && compareQuantities(one, other) === 0;
}

/** What Go leaves out when it writes (omitempty); `false` and 0 it leaves out as well. */
function isUnset(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isMap(value) && Object.values(value).every(isUnset);
}
