import type { Value, ValueMap } from "../../nim/value.ts";
import { isAmbiguous, resolveScalar } from "../../nim/yaml-scalar.ts";
import type { Entry, Place, ScalarStyle } from "./place.ts";
import type { TextRange } from "./reading.ts";

export interface FastReading {
  value: Value;
  ambiguous: boolean;
  /** Only when places were asked for. */
  root: Place | undefined;
}

/**
 * Reads what nearly all manifests are made of: block maps and lists, plain and quoted scalars of one line, literal blocks,
 * flow collections, comments. Gives up (undefined) at everything else and at every error, without a verdict; the full
 * reader decides then. It must never accept what the full reader reads differently: in doubt it gives up.
 */
export function readFast(text: string, range: TextRange, track: boolean): FastReading | undefined {
  if (oddCharacter.test(text.slice(range.start, range.end))) return undefined;
  const reader = new FastReader(text, range, track);
  const value = reader.readDocument();
  return value === undefined ? undefined : { value, ambiguous: reader.ambiguous, root: reader.place };
}

/** All but ordinary text: control characters, line breaks other than \n and \r\n, byte order marks, surrogates. */
const oddCharacter = /[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)/;

const maxDepth = 64;
/** Bounds the memory that a hostile document can take; the full reader says that one with more is too large. */
const maxValues = 150_000;
/** kubectl's parser wants the colon of a key within 1024 bytes; a key that could come near is left to the full reader. */
const maxKeyLength = 300;

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const hash = 0x23;
const apostrophe = 0x27;
const plus = 0x2b;
const comma = 0x2c;
const dash = 0x2d;
const point = 0x2e;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const bar = 0x7c;
const closeBrace = 0x7d;

/** Characters with which a plain scalar never begins, or only in ways that are left to the full reader. */
const noPlainStart = new Uint8Array(128);
for (const character of "!\"#%&'*,>?@[]`{|}:") noPlainStart[character.charCodeAt(0)] = 1;
/** Characters that end a plain scalar in a flow collection, or are left to the full reader there. */
const flowPlainEnd = new Uint8Array(128);
for (const character of ",[]{}?") flowPlainEnd[character.charCodeAt(0)] = 1;

class FastReader {
  ambiguous = false;
  /** Place of the value that was read last. */
  place: Place | undefined;

  private readonly text: string;
  private readonly end: number;
  private readonly track: boolean;
  /** In block context: at the content of a line whose column is `column`, or at the end with column -1. */
  private at: number;
  private column = -1;
  private lineStart = 0;
  private depth = 0;
  private values = 0;

  constructor(text: string, range: TextRange, track: boolean) {
    this.text = text;
    this.at = range.start;
    this.end = range.end;
    this.track = track;
  }

  readDocument(): Value | undefined {
    if (this.text.startsWith("---", this.at) && this.at + 3 <= this.end) {
      this.at += 3;
      if (!this.endLine()) return undefined;
    } else if (!this.nextLine()) return undefined;
    if (this.column === -1) return undefined;
    const value = this.block(-1);
    return this.column === -1 ? value : undefined;
  }

  /** Goes from the start of a line to the content of the next line that has any. False: give up. */
  private nextLine(): boolean {
    const { text, end } = this;
    let at = this.at;
    while (at < end) {
      const start = at;
      while (at < end && text.charCodeAt(at) === space) at++;
      if (at >= end) break;
      const code = text.charCodeAt(at);
      if (code === lineFeed) at++;
      else if (code === hash) at = this.afterLine(at);
      else if (code === carriageReturn) at += 2;
      else {
        this.at = at;
        this.lineStart = start;
        this.column = at - start;
        return code !== tab && !(at === start && this.isMarker(code));
      }
    }
    this.at = end;
    this.column = -1;
    return true;
  }

  /** A `---` or `...` line; what only looks like one is left to the full reader as well. */
  private isMarker(first: number): boolean {
    return (
      (first === point || first === dash) && /^(?:---|\.\.\.)/.test(this.text.slice(this.at, this.at + 3))
    );
  }

  /** Start of the next line. */
  private afterLine(from: number): number {
    const found = this.text.indexOf("\n", from);
    return found === -1 || found >= this.end ? this.end : found + 1;
  }

  /** From behind a value: only blanks and a comment may follow on its line. Goes to the next content. */
  private endLine(): boolean {
    const { text, end } = this;
    let at = this.at;
    while (at < end && text.charCodeAt(at) === space) at++;
    const code = at < end ? text.charCodeAt(at) : lineFeed;
    if (code === hash && at > this.at) at = this.afterLine(at);
    else if (code === lineFeed) at++;
    else if (code === carriageReturn) at += 2;
    else return false;
    this.at = Math.min(at, end);
    return this.nextLine();
  }

  /** A value that begins a line or stands behind a dash, at `column`, in a collection at `parent`. */
  private block(parent: number): Value | undefined {
    const code = this.text.charCodeAt(this.at);
    if (++this.depth > maxDepth) return undefined;
    let value: Value | undefined;
    if (code === dash && this.isBlank(this.at + 1)) value = this.list();
    else if (this.startsKey()) value = this.map();
    else value = this.inline(parent);
    this.depth--;
    return value;
  }

  private isBlank(at: number): boolean {
    if (at >= this.end) return true;
    const code = this.text.charCodeAt(at);
    return code === space || code === lineFeed || code === carriageReturn || code === tab;
  }

  private list(): Value[] | undefined {
    const column = this.column;
    const items: Value[] = [];
    const places: Place[] = [];
    const start = this.at;
    while (this.column === column && this.text.charCodeAt(this.at) === dash && this.isBlank(this.at + 1)) {
      const after = this.at + 1;
      let at = after;
      while (at < this.end && this.text.charCodeAt(at) === space) at++;
      this.at = at;
      let value: Value | undefined;
      if (this.endsLine(at, after)) {
        value = this.nextLines(column, after, false);
      } else {
        if (this.text.charCodeAt(at) === tab) return undefined;
        this.column = at - this.lineStart;
        value = this.block(column);
      }
      if (value === undefined || this.column > column || ++this.values > maxValues) return undefined;
      items.push(value);
      if (this.place !== undefined) places.push(this.place);
    }
    // In a map, "key:" and a list in the column of the key: what follows the list is the next key.
    if (this.track) this.place = { start, end: places[places.length - 1]?.end ?? start, items: places };
    return items;
  }

  /** Whether nothing but a comment follows on this line; a comment wants a blank before it. */
  private endsLine(at: number, after: number): boolean {
    if (at >= this.end) return true;
    const code = this.text.charCodeAt(at);
    return code === lineFeed || code === carriageReturn || (code === hash && at > after);
  }

  /** A value that stands on the lines below its key or dash; null where there is none. */
  private nextLines(parent: number, empty: number, inMap: boolean): Value | undefined {
    if (!this.endLineFrom(empty)) return undefined;
    if (this.column > parent) return this.block(parent);
    if (
      inMap &&
      this.column === parent &&
      this.text.charCodeAt(this.at) === dash &&
      this.isBlank(this.at + 1)
    ) {
      return this.block(parent);
    }
    if (this.track) this.place = { start: empty, end: empty, style: "plain" };
    return null;
  }

  private endLineFrom(after: number): boolean {
    this.at = after;
    return this.endLine();
  }

  /** Whether a key of a block map begins here: a plain or quoted scalar and a colon on the same line. */
  private startsKey(): boolean {
    const { text, end } = this;
    const first = text.charCodeAt(this.at);
    if (first === quote || first === apostrophe) {
      const close = this.closingQuote(first);
      if (close === -1) return false;
      let at = close + 1;
      while (at < end && text.charCodeAt(at) === space) at++;
      return text.charCodeAt(at) === colon && at < end;
    }
    if (first < 128 && noPlainStart[first] === 1) return false;
    for (let at = this.at; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === colon) {
        if (this.isBlank(at + 1)) return true;
      } else if (code === lineFeed || (code === hash && text.charCodeAt(at - 1) === space)) return false;
    }
    return false;
  }

  private map(): ValueMap | undefined {
    const { text, end, column } = this;
    const map: ValueMap = {};
    const entries: Map<string, Entry> | undefined = this.track ? new Map() : undefined;
    const start = this.at;
    let last = start;
    while (this.column === column) {
      const keyStart = this.at;
      const first = text.charCodeAt(keyStart);
      let key: string | undefined;
      let keyEnd = keyStart;
      let at = keyStart;
      if (first === quote || first === apostrophe) {
        const close = this.closingQuote(first);
        if (close === -1) return undefined;
        key = this.unquote(first, keyStart, close);
        if (key === undefined) return undefined;
        keyEnd = close + 1;
        at = keyEnd;
        while (at < end && text.charCodeAt(at) === space) at++;
        if (at >= end || text.charCodeAt(at) !== colon || !this.isBlank(at + 1)) return undefined;
      } else {
        if (!this.mayStartPlain(first, keyStart)) return undefined;
        let previous = 0;
        for (; ; at++) {
          if (at >= end) return undefined;
          const code = text.charCodeAt(at);
          if (code === colon) {
            if (this.isBlank(at + 1)) break;
          } else if (code < space || (code === hash && previous === space)) return undefined;
          previous = code;
        }
        keyEnd = at;
        while (text.charCodeAt(keyEnd - 1) === space) keyEnd--;
        key = text.slice(keyStart, keyEnd);
        if (!isPlainKey(key)) return undefined;
      }
      // Inherited names such as "constructor" are given up as well, for the price of one comparison.
      if (at - keyStart > maxKeyLength || key === "__proto__" || map[key] !== undefined) return undefined;
      const after = at + 1;
      at = after;
      while (at < end && text.charCodeAt(at) === space) at++;
      let value: Value | undefined;
      if (this.endsLine(at, after)) value = this.nextLines(column, after, true);
      else {
        this.at = at;
        value = this.inline(column);
      }
      if (value === undefined || this.column > column || ++this.values > maxValues) return undefined;
      map[key] = value;
      if (entries !== undefined && this.place !== undefined) {
        entries.set(key, { key: { start: keyStart, end: keyEnd }, value: this.place });
        last = this.place.end;
      }
    }
    if (entries !== undefined) this.place = { start, end: last, entries };
    return map;
  }

  private mayStartPlain(first: number, at: number): boolean {
    if (first < 128 && (noPlainStart[first] === 1 || first <= space)) return false;
    return first !== dash || !this.isBlank(at + 1);
  }

  /** A value on the line of its key or dash, not empty and no block collection. Goes to the next line's content. */
  private inline(parent: number): Value | undefined {
    const first = this.text.charCodeAt(this.at);
    if (first === quote || first === apostrophe) {
      const value = this.quoted(first);
      return value !== undefined && this.endLine() ? value : undefined;
    }
    if (first === openBracket || first === openBrace) {
      const value = first === openBracket ? this.flowList() : this.flowMap();
      return value !== undefined && this.endLine() ? value : undefined;
    }
    if (first === bar) return this.literal(parent);
    return this.mayStartPlain(first, this.at) ? this.plain() : undefined;
  }

  private plain(): Value | undefined {
    const { text, end } = this;
    const start = this.at;
    let at = start;
    let contentEnd = start;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === space) continue;
      if (code <= carriageReturn) {
        if (code === tab) return undefined;
        break;
      }
      if (code === hash && contentEnd < at) break;
      if (code === colon && this.isBlank(at + 1)) return undefined;
      contentEnd = at + 1;
    }
    const value = this.resolve(start, contentEnd);
    this.at = contentEnd;
    return value !== undefined && this.endLine() ? value : undefined;
  }

  private resolve(start: number, end: number): Value | undefined {
    const source = this.text.slice(start, end);
    const value = resolveScalar(source);
    if (typeof value === "number" && !Number.isFinite(value)) return undefined;
    if (this.track) this.place = { start, end, style: "plain" };
    if (isAmbiguous(source, value)) {
      this.ambiguous = true;
      if (this.place !== undefined) this.place.ambiguous = true;
    }
    return value;
  }

  private quoted(first: number): string | undefined {
    const start = this.at;
    const close = this.closingQuote(first);
    if (close === -1) return undefined;
    this.at = close + 1;
    if (this.track) this.setScalar(start, this.at, first === quote ? "double" : "single");
    return this.unquote(first, start, close);
  }

  private setScalar(start: number, end: number, style: ScalarStyle): void {
    this.place = { start, end, style };
  }

  /** Offset of the quote that closes the one here, on the same line; -1 where there is none. */
  private closingQuote(first: number): number {
    const { text, end } = this;
    for (let at = this.at + 1; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === first) {
        if (first === apostrophe && text.charCodeAt(at + 1) === apostrophe) at++;
        else return at;
      } else if (code === lineFeed || code === carriageReturn) return -1;
      else if (code === backslash && first === quote) at++;
    }
    return -1;
  }

  private unquote(first: number, open: number, close: number): string | undefined {
    const inner = this.text.slice(open + 1, close);
    if (first === apostrophe) return inner.includes("'") ? inner.replaceAll("''", "'") : inner;
    if (!inner.includes("\\")) return inner;
    let known = true;
    const value = inner.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, written: string) => {
      const character = commonEscape(written);
      known &&= character !== undefined;
      return character ?? "";
    });
    return known ? value : undefined;
  }

  /** A literal block scalar without an indentation indicator. */
  private literal(parent: number): string | undefined {
    const { text, end } = this;
    const start = this.at;
    let at = start + 1;
    const indicator = text.charCodeAt(at);
    if (indicator === dash || indicator === plus) at++;
    this.at = at;
    while (at < end && text.charCodeAt(at) === space) at++;
    if (at < end && text.charCodeAt(at) === hash && at > this.at) at = this.afterLine(at);
    else if (text.charCodeAt(at) === carriageReturn) at += 2;
    else if (at < end && text.charCodeAt(at) === lineFeed) at++;
    else return undefined;
    let contentEnd = start + 1;
    let indent = -1;
    let value = "";
    let breaks = 0;
    let longestBlank = 0;
    for (;;) {
      const line = at;
      while (at < end && text.charCodeAt(at) === space && (indent === -1 || at - line < indent)) at++;
      if (at >= end) {
        if (at > line) return undefined;
        break;
      }
      const code = text.charCodeAt(at);
      if (code === lineFeed || code === carriageReturn) {
        if (at - line > longestBlank) longestBlank = at - line;
        breaks++;
        at += code === lineFeed ? 1 : 2;
        continue;
      }
      if (indent === -1) {
        if (at - line <= Math.max(parent, 0) || code === tab || at - line < longestBlank) return undefined;
        indent = at - line;
      } else if (at - line < indent) {
        if (code === tab) return undefined;
        at = line;
        break;
      }
      const next = text.indexOf("\n", at);
      const lineEnd = next === -1 || next >= end ? end : next;
      // kubectl ends a last line that has no line break itself; where a document is cut, there always is one.
      if (lineEnd === end) return undefined;
      const stop = text.charCodeAt(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
      const content = text.slice(at, stop);
      value += "\n".repeat(breaks) + content;
      breaks = 1;
      contentEnd = stop;
      at = lineEnd + 1;
    }
    if (indent === -1) return undefined;
    if (indicator === plus) value += "\n".repeat(breaks);
    else if (indicator !== dash) value += "\n";
    if (this.track) {
      while (isWhite(text.charCodeAt(contentEnd - 1))) contentEnd--;
      this.setScalar(start, contentEnd, "literal");
    }
    this.at = at;
    return this.nextLine() ? value : undefined;
  }

  /** Skips blanks, line breaks and comments in a flow collection. False: give up. */
  private flowSpace(): boolean {
    const { text, end } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (this.at >= end) return false;
      if (code === space) this.at++;
      else if (code === lineFeed) {
        this.at++;
        this.lineStart = this.at;
      } else if (code === carriageReturn) this.at++;
      else if (code === hash) {
        const before = text.charCodeAt(this.at - 1);
        if (before !== space && before !== lineFeed) return false;
        this.at = this.afterLine(this.at);
        this.lineStart = this.at;
      } else return code !== tab;
    }
  }

  private flowList(): Value[] | undefined {
    const items: Value[] = [];
    const places: Place[] = [];
    const start = this.at++;
    if (++this.depth > maxDepth) return undefined;
    for (;;) {
      if (!this.flowSpace()) return undefined;
      if (this.text.charCodeAt(this.at) === closeBracket) break;
      const value = this.flowValue();
      if (value === undefined || !this.flowSpace() || ++this.values > maxValues) return undefined;
      items.push(value);
      if (this.place !== undefined) places.push(this.place);
      const code = this.text.charCodeAt(this.at);
      if (code === comma) this.at++;
      else if (code !== closeBracket) return undefined;
    }
    this.at++;
    this.depth--;
    if (this.track) this.place = { start, end: this.at, items: places };
    return items;
  }

  private flowMap(): ValueMap | undefined {
    const { text } = this;
    const map: ValueMap = {};
    const entries: Map<string, Entry> | undefined = this.track ? new Map() : undefined;
    const start = this.at++;
    if (++this.depth > maxDepth) return undefined;
    for (;;) {
      if (!this.flowSpace()) return undefined;
      if (text.charCodeAt(this.at) === closeBrace) break;
      const keyStart = this.at;
      const first = text.charCodeAt(keyStart);
      const isQuoted = first === quote || first === apostrophe;
      const key = isQuoted ? this.quoted(first) : this.flowPlain();
      const keyEnd = this.at;
      if (typeof key !== "string" || key === "__proto__" || !(isQuoted || isPlainKey(key))) return undefined;
      if (keyEnd - keyStart > maxKeyLength || map[key] !== undefined) return undefined;
      while (text.charCodeAt(this.at) === space) this.at++;
      if (text.charCodeAt(this.at) !== colon) return undefined;
      this.at++;
      if (!this.isBlank(this.at) && !(isQuoted && this.at === keyEnd + 1)) return undefined;
      if (!this.flowSpace()) return undefined;
      const value = this.flowValue();
      if (value === undefined || !this.flowSpace() || ++this.values > maxValues) return undefined;
      map[key] = value;
      if (entries !== undefined && this.place !== undefined) {
        entries.set(key, { key: { start: keyStart, end: keyEnd }, value: this.place });
      }
      const code = text.charCodeAt(this.at);
      if (code === comma) this.at++;
      else if (code !== closeBrace) return undefined;
    }
    this.at++;
    this.depth--;
    if (entries !== undefined) this.place = { start, end: this.at, entries };
    return map;
  }

  private flowValue(): Value | undefined {
    const first = this.text.charCodeAt(this.at);
    if (first === quote || first === apostrophe) return this.quoted(first);
    if (first === openBrace) return this.flowMap();
    if (first === openBracket) return this.flowList();
    return this.flowPlain();
  }

  /** A plain scalar of one line in a flow collection; ends before a comma, a bracket or a colon and a blank. */
  private flowPlain(): Value | undefined {
    const { text, end } = this;
    const start = this.at;
    const first = text.charCodeAt(start);
    if (first < 128 && (noPlainStart[first] === 1 || first <= space)) return undefined;
    const second = text.charCodeAt(start + 1);
    if (first === dash && (this.isBlank(start + 1) || (second < 128 && flowPlainEnd[second] === 1)))
      return undefined;
    if (first === point && text.startsWith("...", start)) return undefined;
    let contentEnd = start;
    let at = start;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === space) continue;
      if (code <= carriageReturn) {
        if (code === tab) return undefined;
        break;
      }
      if (code < 128 && flowPlainEnd[code] === 1) {
        if (code !== comma && code !== closeBracket && code !== closeBrace) return undefined;
        break;
      }
      if (code === hash && contentEnd < at) break;
      if (code === colon) {
        const next = text.charCodeAt(at + 1);
        if (this.isBlank(at + 1)) break;
        if (next < 128 && flowPlainEnd[next] === 1) return undefined;
      }
      contentEnd = at + 1;
    }
    this.at = contentEnd;
    return this.resolve(start, contentEnd);
  }
}

/** Whether a plain key is that text, to both versions of YAML. */
function isPlainKey(key: string): boolean {
  return key !== "<<" && typeof resolveScalar(key) === "string" && !isAmbiguous(key, key);
}

/** What an escape stands for, of those that YAML and JSON share; no halves of surrogate pairs, which only JSON has. */
function commonEscape(written: string): string | undefined {
  const simple = '"\\nrt'.indexOf(written);
  if (simple !== -1) return '"\\\n\r\t'.charAt(simple);
  if (written.length !== 5 || /^ud[89a-f]/i.test(written)) return undefined;
  return String.fromCharCode(Number.parseInt(written.slice(1), 16));
}

function isWhite(code: number): boolean {
  return code === space || code === tab || code === lineFeed || code === carriageReturn;
}
