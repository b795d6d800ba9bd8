import type { Scalar } from "../value.ts";
import { goNumber } from "./go-number.ts";

export type GoTree = Scalar | readonly GoTree[] | ReadonlyMap<string, GoTree> | GoFields;
type GoFields = { readonly [key: string]: GoTree };

/**
 * YAML as sigs.k8s.io/yaml v1.6.0 writes it, byte for byte, and so kubectl: keys in its natural order, lists not indented, long texts
 * folded behind column 80. Unlike there, the line ends of Unicode (U+0085, U+2028, U+2029) stay what they are.
 * Source: go.yaml.in/yaml/v2 v2.4.3, encode.go, emitterc.go, sorter.go.
 */
export function goYaml(tree: GoTree): string {
  if (isScalar(tree)) return `${scalar(tree, { column: 0, indent: 2, isKey: false })}\n`;
  return `${block(tree, 0).replace(/^[\n ]/, "")}\n`;
}

const widest = 80;
/** Bytes; longer keys are written with a question mark, as are those of several lines. */
const longestSimpleKey = 128;

/** A list or a map below its key, each line with a line end before it. */
function block(tree: Exclude<GoTree, Scalar>, indent: number): string {
  const blanks = " ".repeat(indent);
  if (isList(tree)) {
    if (tree.length === 0) return " []";
    return tree.map((item) => `\n${blanks}-${afterDash(item, indent)}`).join("");
  }
  const entries = isMap(tree) ? [...tree] : Object.entries(tree);
  if (entries.length === 0) return " {}";
  return entries
    .sort(([a], [b]) => naturally(a, b))
    .map(([name, value]) => {
      if (/[\n\r\x85\u2028\u2029]/.test(name) || Buffer.byteLength(name) > longestSimpleKey) {
        const key = scalar(name, { column: indent + 2, indent: indent + 2, isKey: false });
        return `\n${blanks}? ${key}\n${blanks}:${afterDash(value, indent)}`;
      }
      const key = scalar(name, { column: indent, indent, isKey: true });
      return `\n${blanks}${key}:${below(value, indent, indent + [...key].length + 2)}`;
    })
    .join("");
}

/** A map in a list begins on the line of its dash. */
function afterDash(item: GoTree, indent: number): string {
  if (isScalar(item)) return below(item, indent, indent + 2);
  const inner = block(item, indent + 2);
  return inner.startsWith("\n") ? ` ${inner.slice(indent + 3)}` : inner;
}

function below(value: GoTree, indent: number, column: number): string {
  if (isScalar(value)) return ` ${scalar(value, { column, indent: indent + 2, isKey: false })}`;
  return block(value, isList(value) ? indent : indent + 2);
}

interface Place {
  /** Where the text begins. */
  readonly column: number;
  /** Where its next lines begin. */
  readonly indent: number;
  readonly isKey: boolean;
}

function scalar(value: Scalar, place: Place): string {
  if (typeof value === "string") return textScalar(value, place);
  return typeof value === "number" || typeof value === "bigint" ? goNumber(value) : String(value);
}

function textScalar(text: string, place: Place): string {
  const isSpecial = /[^\n\x20-\x7e\xa0-\ufefe\uff00-\uffef]|[\ud800-\udfff\u2028\u2029]/.test(text);
  const isBroken = text.includes("\n");
  if (isSpecial || / \n/.test(text) || (isBroken && (place.isKey || text.endsWith(" "))))
    return doubleQuoted(text, place);
  if (isBroken) return literal(text, place);
  if (!isReadAsText(text)) return doubleQuoted(text, place);
  const isPlain = !/^ | $|^[#,[\]{}&*!|>'"%@`]|^[?:-](?: |$)|^---|^\.\.\.|:(?: |$)| #/.test(text);
  const quoted = isPlain ? text : `'${text.replaceAll("'", "''")}'`;
  return place.isKey ? quoted : folded(quoted, place, !isPlain);
}

function literal(text: string, { indent }: Place): string {
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const lines = text.replace(/\n$/, "").split("\n");
  return `|${hint}${chomp}\n${lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line)).join("\n")}`;
}

/** Breaks at the first lone blank behind the last column. */
function folded(text: string, { column: start, indent }: Place, isQuoted: boolean): string {
  let out = "";
  let column = start;
  const characters = [...text];
  for (const [at, character] of characters.entries()) {
    const isInside = !isQuoted || (at > 1 && at < characters.length - 2);
    const isLone = character === " " && characters[at - 1] !== " " && characters[at + 1] !== " ";
    if (isLone && isInside && column > widest) {
      out += `\n${" ".repeat(indent)}`;
      column = indent;
    } else {
      out += character;
      column++;
    }
  }
  return out;
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function doubleQuoted(text: string, { column: start, indent, isKey }: Place): string {
  let out = '"';
  let column = start + 1;
  const characters = [...text];
  // Go looks for the byte order mark at the text's begin only, and then finds one everywhere.
  const isAllEscaped = text.startsWith("\ufeff");
  for (const [at, character] of characters.entries()) {
    const isFirstBlank = !isAllEscaped && character === " " && characters[at - 1] !== " ";
    if (isFirstBlank && !isKey && column > widest && at > 0 && at < characters.length - 1) {
      out += `\n${" ".repeat(indent)}`;
      column = indent;
      if (characters[at + 1] === " ") {
        out += "\\";
        column++;
      }
      continue;
    }
    const written = escaped(character, isAllEscaped);
    out += written;
    column += [...written].length;
  }
  return `${out}"`;
}

function escaped(character: string, always: boolean): string {
  const known = Object.hasOwn(escapes, character) ? escapes[character] : undefined;
  if (known !== undefined) return known;
  if (!always && /[\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\uffef]/.test(character)) return character;
  if (character === "\xa0") return "\\_";
  const code = character.codePointAt(0) ?? 0;
  const [mark, width] = code <= 0xff ? ["x", 2] : code <= 0xffff ? ["u", 4] : ["U", 8];
  return `\\${mark}${code.toString(16).toUpperCase().padStart(Number(width), "0")}`;
}

const words = new Set(
  "y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF ~ null Null NULL".split(
    " ",
  ),
);
const specialNumbers = /^(?:\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF))$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether YAML 1.1, as Go's library knows it, takes the unquoted text for a string. */
function isReadAsText(text: string): boolean {
  if (text === "" || words.has(text) || specialNumbers.test(text) || base60.test(text)) return false;
  if (text.startsWith(".")) return !/^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/.test(text) || !isFloat(text);
  if (!/^[-+0-9]/.test(text)) return true;
  if (isTimestamp(text)) return false;
  const plain = text.replaceAll("_", "");
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) return !isFloat(plain);
  return !/^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(plain) || !fitsIn64Bits(plain);
}

function isFloat(text: string): boolean {
  return Number.isFinite(Number(text));
}

function fitsIn64Bits(text: string): boolean {
  const amount = BigInt(text.replace(/^[-+]/, "").toLowerCase());
  return amount < 2n ** (text.startsWith("-") ? 63n : 64n);
}

function isTimestamp(text: string): boolean {
  const [, year, month, day] =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?)?$/.exec(
      text,
    ) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Letters after all else, numbers by their value. */
function naturally(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < left.length && at < right.length; at++) {
    const [x = "", y = ""] = [left[at], right[at]];
    if (x === y) continue;
    const [xIsLetter, yIsLetter] = [/\p{L}/u.test(x), /\p{L}/u.test(y)];
    if (xIsLetter && yIsLetter) return byCodePoint(x, y);
    if (xIsLetter || yIsLetter) return yIsLetter ? -1 : 1;
    // A zero behind other digits is a digit of a number, not its beginning.
    const lead = (x === "0" || y === "0") && /[1-9]\p{Nd}*$/u.test(left.slice(0, at).join("")) ? "1" : "";
    const [m, n] = [digitsFrom(left, at), digitsFrom(right, at)];
    const [p, q] = [wrapped(lead + m), wrapped(lead + n)];
    if (p !== q) return p < q ? -1 : 1;
    return m.length === n.length ? byCodePoint(x, y) : m.length - n.length;
  }
  return left.length - right.length;
}

function digitsFrom(characters: readonly string[], at: number): string {
  let end = at;
  while (/^[0-9]$/.test(characters[end] ?? "")) end++;
  return characters.slice(at, end).join("");
}

/** Go counts in 64 bits, and a number of many digits runs over. */
function wrapped(digits: string): bigint {
  return BigInt.asIntN(64, BigInt(digits === "" ? "0" : digits));
}

function byCodePoint(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}

function isScalar(tree: GoTree): tree is Scalar {
  return typeof tree !== "object" || tree === null;
}

function isList(tree: GoTree): tree is readonly GoTree[] {
  return Array.isArray(tree);
}

function isMap(tree: ReadonlyMap<string, GoTree> | GoFields): tree is ReadonlyMap<string, GoTree> {
  return tree instanceof Map;
}
