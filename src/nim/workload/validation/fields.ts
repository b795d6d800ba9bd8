import { isMap, type Value, type ValueMap } from "../../value.ts";

/** Absent, null and what is of another type read as empty: the operator's client sends typed objects. */
export function textOf(map: ValueMap, key: string): string {
  const value = fieldOf(map, key);
  return typeof value === "string" ? value : "";
}

export function numberOf(map: ValueMap, key: string): number | undefined {
  const value = fieldOf(map, key);
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

export function flagOf(map: ValueMap, key: string): boolean {
  return fieldOf(map, key) === true;
}

export function mapOf(map: ValueMap, key: string): ValueMap | undefined {
  const value = fieldOf(map, key);
  return isMap(value) ? value : undefined;
}

/** The maps of a list. */
export function itemsOf(map: ValueMap, key: string): ValueMap[] {
  return listOf(map, key).map((item) => (isMap(item) ? item : {}));
}

/** The strings of a list. */
export function textsOf(map: ValueMap, key: string): string[] {
  return listOf(map, key).map((item) => (typeof item === "string" ? item : ""));
}

/** The strings of a map, such as labels, by key, so that messages do not depend on the order of writing. */
export function entriesOf(map: ValueMap, key: string): [key: string, value: string][] {
  return Object.entries(mapOf(map, key) ?? {})
    .filter((entry): entry is [string, string] => typeof entry[1] === "string")
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export function fieldOf(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? (map[key] ?? undefined) : undefined;
}

function listOf(map: ValueMap, key: string): Value[] {
  const value = fieldOf(map, key);
  return Array.isArray(value) ? value : [];
}
