import type { Value, ValueMap } from "../../nim/value.ts";
import type { Entry, Place } from "./place.ts";
import type { SyntaxProblem, TextRange } from "./reading.ts";

export interface JsonReading {
  value: Value;
  problems: SyntaxProblem[];
  root: Place;
}

/**
 * Reads a document that begins with `{` as kubectl does, as JSON (apimachinery pkg/util/yaml GuessJSONStream): with
 * its escapes, tabs and numbers. Undefined where the text is no JSON after all; YAML has another look at it then.
 */
export function readJson(text: string, range: TextRange): JsonReading | undefined {
  const start = contentStart(text, range);
  if (text.charCodeAt(start) !== 0x7b || start >= range.end) return undefined;
  const reader = new JsonReader(text.slice(0, range.end), start);
  const read = reader.read();
  return read === undefined ? undefined : { value: read.value, problems: reader.problems, root: read.place };
}

/** Behind a `---` line without content and behind white space. */
function contentStart(text: string, { start, end }: TextRange): number {
  const blank = /\uFEFF?(?:---(?=[ \t\r\n]))?[ \t\r\n]*/y;
  blank.lastIndex = start;
  blank.test(text);
  return Math.min(blank.lastIndex, end);
}

interface Read {
  value: Value;
  place: Place;
}

/** Deeper documents go to the full reader, which says that they are too deep. */
const maxDepth = 500;
/** Bounds the memory that a hostile document can take; one with more is left to the full reader. */
const maxValues = 150_000;
/** More of them tell nobody more. */
const maxProblems = 100;

const numberToken = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const wordToken = /true|false|null/y;
const whiteSpace = /[ \t\r\n]*/y;

class JsonReader {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  #at: number;
  #depth = 0;
  #values = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#at = start;
  }

  read(): Read | undefined {
    const read = this.#value();
    return read !== undefined && this.#peek() === "" ? read : undefined;
  }

  #value(): Read | undefined {
    if (++this.#values > maxValues) return undefined;
    const next = this.#peek();
    const start = this.#at;
    if (next === "{" || next === "[") {
      if (++this.#depth > maxDepth) return undefined;
      const read = next === "{" ? this.#object(start) : this.#array(start);
      this.#depth--;
      return read;
    }
    if (next === '"') {
      const value = this.#string();
      return value === undefined ? undefined : { value, place: { start, end: this.#at, style: "double" } };
    }
    const word = this.#token(wordToken);
    const value = word === undefined ? this.#number() : words[word];
    return value === undefined ? undefined : { value, place: { start, end: this.#at, style: "plain" } };
  }

  #object(start: number): Read | undefined {
    const value: ValueMap = {};
    const entries = new Map<string, Entry>();
    this.#at++;
    if (this.#take("}")) return { value, place: { start, end: this.#at, entries } };
    do {
      if (this.#peek() !== '"') return undefined;
      const keyStart = this.#at;
      const key = this.#string();
      if (key === undefined) return undefined;
      const range = { start: keyStart, end: this.#at };
      const read = this.#take(":") ? this.#value() : undefined;
      if (read === undefined) return undefined;
      const first = entries.get(key);
      if (first !== undefined && this.problems.length < maxProblems) {
        this.problems.push(duplicateKey(key, range, first.key));
      }
      entries.set(key, { key: first?.key ?? range, value: read.place });
      Object.defineProperty(value, key, {
        value: read.value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } while (this.#take(","));
    return this.#take("}") ? { value, place: { start, end: this.#at, entries } } : undefined;
  }

  #array(start: number): Read | undefined {
    const value: Value[] = [];
    const items: Place[] = [];
    this.#at++;
    if (this.#take("]")) return { value, place: { start, end: this.#at, items } };
    do {
      const read = this.#value();
      if (read === undefined) return undefined;
      value.push(read.value);
      items.push(read.place);
    } while (this.#take(","));
    return this.#take("]") ? { value, place: { start, end: this.#at, items } } : undefined;
  }

  #string(): string | undefined {
    const start = this.#at;
    let end = start + 1;
    for (let code = this.#text.charCodeAt(end); code !== 0x22; code = this.#text.charCodeAt(end)) {
      // The end of the text, or a control character.
      if (!(code >= 0x20)) return undefined;
      end += code === 0x5c ? 2 : 1;
    }
    this.#at = end + 1;
    return parseString(this.#text.slice(start, this.#at));
  }

  /** Integers keep all digits; what is written with a point or exponent is a float64. */
  #number(): number | bigint | undefined {
    const token = this.#token(numberToken);
    if (token === undefined) return undefined;
    const number = Number(token) + 0;
    if (!Number.isFinite(number)) return undefined;
    return /^-?[0-9]{16,80}$/.test(token) && !Number.isSafeInteger(number) ? BigInt(token) : number;
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  /** The next character that is no white space; empty at the end. */
  #peek(): string {
    this.#token(whiteSpace);
    return this.#text.charAt(this.#at);
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
}

function parseString(token: string): string | undefined {
  if (!token.includes("\\")) return token.slice(1, -1);
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

const words: Record<string, boolean | null> = { true: true, false: false, null: null };

/** A second key of a map that has the same text as an earlier one. */
export function duplicateKey(key: string, range: TextRange, first: TextRange): SyntaxProblem {
  return {
    range,
    code: "duplicate-key",
    message: `the key ${JSON.stringify(key)} stands twice in this map`,
    help: "remove one of the two; kubectl would silently use the last",
    related: first,
  };
}
