import { isMap } from "../nim/value.ts";

/**
 * A value as JSON text that says the same of equal values: keys sorted by code units, what is undefined left out, large
 * integers with all their digits.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value instanceof Map) return canonicalJson(Object.fromEntries(value));
  if (isMap(value)) {
    let text = "";
    for (const key of Object.keys(value).sort()) {
      const item = value[key];
      if (item === undefined) continue;
      text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(item)}`;
    }
    return `{${text}}`;
  }
  return JSON.stringify(value) ?? "null";
}
