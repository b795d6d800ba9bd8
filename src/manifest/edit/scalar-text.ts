import { resolveCoreScalar, resolveScalar } from "../../nim/yaml-scalar.ts";
import type { ScalarStyle } from "../yaml/place.ts";

export interface ScalarContext {
  /** Inside brackets or braces, where a plain scalar may hold less. */
  readonly flow: boolean;
  /** What stood there before, or stands beside it. */
  readonly style: ScalarStyle;
}

/** A scalar as text, in the style of the old one where that can hold it. */
export function scalarText(value: string | number | boolean, { flow, style }: ScalarContext): string {
  if (typeof value !== "string") return String(value);
  if (style === "single" && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
  if (style !== "double" && isPlain(value, flow)) return value;
  return doubleQuoted(value);
}

/** Whether kubectl and readers of YAML 1.2 both take it for that very text without quotes, wherever it stands. */
function isPlain(value: string, flow: boolean): boolean {
  if (resolveScalar(value) !== value || resolveCoreScalar(value) !== value) return false;
  if (!isPrintable(value) || value.trim() !== value) return false;
  if (/^(?:[!"#%&'*,>?@[\]`{|}:]|-(?:[ \t]|$)|---|\.\.\.|<<$)/.test(value)) return false;
  if (/:(?:[ \t]|$)|[ \t]#/.test(value)) return false;
  if (numberElsewhere.test(value)) return false;
  return !flow || !/[,[\]{}?]|:[,[\]{}]|^-$/.test(value);
}

/** Dates, numbers to base 60 and with underscores, odd ones, and `=`: to some readers of YAML 1.1 they are no text. */
const numberElsewhere =
  /^(?:[-+]?[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9_]+)?|[-+]?[0-9_]+(?::[0-9_]+)+(?:\.[0-9_]*)?|[0-9]{4}-[0-9].*|0[box][0-9a-fA-F_]*|=)$/;

function isPrintable(value: string): boolean {
  return /^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/.test(value);
}

/** What JSON writes, YAML reads, once the characters that YAML does not print are escaped too. */
function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
