import { isMap, type Value } from "../nim/value.ts";

/** JSON as an API server writes it; integers beyond 2^53 - 1 keep every digit, as `bigint`. Throws SyntaxError. */
export function parseJson(text: string): Value {
  // A reviver makes reading several times slower, and such integers are rare.
  return longDigits.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text);
}

const longDigits = /\d{16}/;
const int64 = /^-?\d{16,19}$/;

function exactInteger(_key: string, value: Value, context?: { readonly source?: string }): Value {
  const source = context?.source ?? "";
  return typeof value === "number" && !Number.isSafeInteger(value) && int64.test(source)
    ? BigInt(source)
    : value;
}

export function toJson(value: Value): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${toJson(field)}`).join(",")}}`;
}
