import { bounded } from "../../bounded.ts";
import type { Value } from "../../value.ts";

/** One thing that the API server holds against an object; field and message in its words. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

export type Faults = Iterable<Fault>;

export function invalid(field: string, value: Value, detail: string): Fault {
  return { field, message: `Invalid value: ${shown(value)}: ${detail}` };
}

/** One fault for each sentence of a rule about the value. */
export function* invalidEach(field: string, value: Value, details: Iterable<string>): Faults {
  for (const detail of details) yield invalid(field, value, detail);
}

export function required(field: string, detail = ""): Fault {
  return { field, message: detail === "" ? "Required value" : `Required value: ${detail}` };
}

export function forbidden(field: string, detail: string): Fault {
  return { field, message: `Forbidden: ${detail}` };
}

export function duplicate(field: string, value: Value): Fault {
  return { field, message: `Duplicate value: ${shown(value)}` };
}

export function notFound(field: string, value: string, detail = ""): Fault {
  return { field, message: `Not found: ${shown(value)}${detail === "" ? "" : `: ${detail}`}` };
}

/** The values in the order in which the API server lists them. */
export function notSupported(field: string, value: Value, supported: readonly string[]): Fault {
  const list = supported.map((one) => `"${one}"`).join(", ");
  return { field, message: `Unsupported value: ${shown(value)}: supported values: ${list}` };
}

export function tooLong(field: string, most: number): Fault {
  return { field, message: `Too long: may not be more than ${most} bytes` };
}

export function* negative(field: string, value: number | undefined): Faults {
  if (value !== undefined && value < 0) yield invalid(field, value, "must be greater than or equal to 0");
}

/** Much longer than any name; what is longer, or looks like a credential, is not repeated in full. */
const most = 4000;

/** Fields in the order of the value. As Go's `%q` and its JSON write it. Source: apimachinery pkg/util/validation/field/errors.go, ErrorBody. */
function shown(value: Value): string {
  return typeof value === "string" ? quoted(bounded(value, most)) : bounded(json(value), most);
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are escaped
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    return escapes[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `"${escaped}"`;
}

function json(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(json).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${json(key)}:${json(item)}`)
      .join(",")}}`;
  }
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
}
