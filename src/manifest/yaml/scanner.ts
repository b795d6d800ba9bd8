import type { ScalarStyle } from "./place.ts";
import type { TextRange } from "./reading.ts";
import { SyntaxFault } from "./syntax-fault.ts";

export type Token =
  | (TextRange & { type: Mark })
  | (TextRange & { type: "alias" | "anchor" | "tag"; text: string })
  | (TextRange & { type: "scalar"; text: string; style: ScalarStyle })
  | (TextRange & { type: "fault"; fault: SyntaxFault });

type Mark =
  | "document-start"
  | "list-start"
  | "map-start"
  | "block-end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "key"
  | "value"
  | "end";

/** Deeper documents are refused: whatever walks a value recurses, and no Kubernetes object comes near. */
export const maxDepth = 1000;

/**
 * Cuts a document into tokens exactly as kubectl's parser does, a port of libyaml to Go: where a key may begin, what a tab
 * may stand for, how a plain scalar ends (go.yaml.in/yaml v2.4.2 scannerc.go). Line breaks must be \n, the last line must
 * have one. Stops at the marker of a second document, and at the first
 * error, which is the last token then: what stands before it may hold an earlier one.
 */
export function scan(text: string): Token[] {
  return new Scanner(text).scan();
}

/** Bounds the memory that a hostile document can take; 1 MiB of NIMCaches in one list has about 160,000. */
const maxTokens = 300_000;

/** A token that turns out to be a map key when a colon follows. */
interface PossibleKey {
  /** Its index among the tokens. */
  token: number;
  start: number;
  line: number;
  column: number;
  /** Nothing but a key may stand there, so a missing colon is an error. */
  required: boolean;
}

/** The colon must follow within so many characters after the start of its key. */
const maxKeyLength = 1024;

class Scanner {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  /** One for the block context and one for each open bracket. */
  readonly #keys: (PossibleKey | undefined)[] = [undefined];
  /** Columns of the open block collections around the innermost, whose column is `#indent`. */
  readonly #indents: number[] = [];
  #indent = -1;
  #keyAllowed = true;
  #at = 0;
  #line = 0;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): Token[] {
    try {
      while (this.#scanToken()) this.#checkSize();
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      this.#dropPossibleKeys();
      this.#tokens.push({ type: "fault", start: this.#at, end: this.#at, fault });
    }
    return this.#tokens;
  }

  #checkSize(): void {
    if (this.#tokens.length <= maxTokens) return;
    throw new SyntaxFault({ start: this.#at, end: this.#at }, "this document is too large to be checked", {
      help: `split it; nimops reads up to ${maxTokens} keys, values and marks of a document`,
    });
  }

  /** Whether they are keys or values, only the text behind the error could have told. */
  #dropPossibleKeys(): void {
    for (const key of this.#keys) {
      if (key === undefined || (this.#isStale(key) && !key.required)) continue;
      this.#tokens.length = Math.min(this.#tokens.length, key.token);
    }
  }

  get #column(): number {
    return this.#at - this.#lineStart;
  }

  get #inFlow(): boolean {
    return this.#keys.length > 1;
  }

  /** False at the end of the document. */
  #scanToken(): boolean {
    this.#skipToToken();
    this.#checkRequiredKey();
    this.#closeBlocks(this.#column);
    const text = this.#text;
    const at = this.#at;
    if (at >= text.length) return this.#end();
    const character = text.charAt(at);
    if (at === this.#lineStart) {
      if (character === "%") {
        throw new SyntaxFault(
          { start: at, end: lineEnd(text, at) },
          "kubectl refuses documents with directives",
          {
            help: "remove the line that begins with %",
          },
        );
      }
      if (isMarker(text, at)) {
        if (this.#tokens.length > 0 || character === ".") return this.#end();
        this.#push("document-start", 3);
        this.#keyAllowed = false;
        return true;
      }
    }
    const indicates = isBlank(text, at + 1);
    if (character === "[" || character === "{") this.#openFlow(character);
    else if (character === "]" || character === "}") this.#closeFlow(character);
    else if (character === ",") this.#flowComma();
    else if (character === "-" && indicates) this.#dash();
    else if (character === "?" && (this.#inFlow || indicates)) this.#explicitKey();
    else if (character === ":" && (this.#inFlow || indicates)) this.#colon();
    else if (character === "*" || character === "&") this.#anchor(character === "*" ? "alias" : "anchor");
    else if (character === "!") this.#tag();
    else if ((character === "|" || character === ">") && !this.#inFlow) this.#blockScalar(character);
    else if (character === "'" || character === '"') this.#quotedScalar(character);
    else if (this.#startsPlain(character, indicates)) this.#plainScalar();
    else throw this.#cannotStart(character);
    return true;
  }

  #cannotStart(character: string): SyntaxFault {
    const range = { start: this.#at, end: this.#at + 1 };
    if (character === "\t") {
      return new SyntaxFault(range, "a tab cannot be indentation", { help: "indent with spaces" });
    }
    return new SyntaxFault(range, `a plain value cannot begin with ${character}`, {
      help: "put it in quotes",
    });
  }

  #push(type: Mark, length: number): void {
    this.#tokens.push({ type, start: this.#at, end: this.#at + length });
    this.#at += length;
  }

  #end(): false {
    this.#closeBlocks(-1);
    this.#forgetKey();
    this.#push("end", 0);
    return false;
  }

  /** Blanks, comments and line breaks. A tab is no blank where a block key may begin: it would be indentation. */
  #skipToToken(): void {
    const text = this.#text;
    for (;;) {
      const tabsToo = this.#inFlow || !this.#keyAllowed;
      let character = text.charAt(this.#at);
      while (character === " " || (tabsToo && character === "\t")) character = text.charAt(++this.#at);
      if (character === "#") this.#at = lineEnd(text, this.#at);
      if (text.charAt(this.#at) !== "\n") return;
      this.#newLine();
      if (!this.#inFlow) this.#keyAllowed = true;
    }
  }

  #newLine(): void {
    this.#at++;
    this.#line++;
    this.#lineStart = this.#at;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    this.#forgetKey();
    this.#keys[this.#keys.length - 1] = {
      token: this.#tokens.length,
      start: this.#at,
      line: this.#line,
      column: this.#column,
      required: !this.#inFlow && this.#indent === this.#column,
    };
  }

  #forgetKey(): void {
    const key = this.#keys.at(-1);
    if (key?.required) throw missingColon(this.#text, key);
    this.#keys[this.#keys.length - 1] = undefined;
  }

  #isStale(key: PossibleKey): boolean {
    return key.line < this.#line || key.start + maxKeyLength < this.#at;
  }

  #checkRequiredKey(): void {
    const key = this.#keys[0];
    if (key?.required && this.#isStale(key)) throw missingColon(this.#text, key);
  }

  /** Opens a block collection at a column, unless the innermost is at that column already. */
  #openBlock(column: number, type: "list-start" | "map-start", token: number, start: number): void {
    if (this.#inFlow || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#checkDepth(start);
    this.#tokens.splice(token, 0, { type, start, end: start });
  }

  #checkDepth(at: number): void {
    if (this.#indents.length + this.#keys.length <= maxDepth) return;
    throw new SyntaxFault({ start: at, end: at + 1 }, `nested more than ${maxDepth} levels deep`, {
      code: "too-deep",
      help: "no Kubernetes object is nested that deep; flatten the document",
    });
  }

  #closeBlocks(column: number): void {
    if (this.#inFlow) return;
    while (this.#indent > column) {
      this.#tokens.push({ type: "block-end", start: this.#at, end: this.#at });
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #openFlow(type: "[" | "{"): void {
    this.#saveKey();
    this.#keys.push(undefined);
    this.#checkDepth(this.#at);
    this.#keyAllowed = true;
    this.#push(type, 1);
  }

  #closeFlow(type: "]" | "}"): void {
    this.#forgetKey();
    if (this.#inFlow) this.#keys.pop();
    this.#keyAllowed = false;
    this.#push(type, 1);
  }

  #flowComma(): void {
    this.#forgetKey();
    this.#keyAllowed = true;
    this.#push(",", 1);
  }

  #dash(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) {
        throw new SyntaxFault({ start: this.#at, end: this.#at + 1 }, "a list cannot begin here", {
          help: "begin it on a line of its own, or quote the value",
        });
      }
      this.#openBlock(this.#column, "list-start", this.#tokens.length, this.#at);
    }
    this.#forgetKey();
    this.#keyAllowed = true;
    this.#push("-", 1);
  }

  #explicitKey(): void {
    if (!this.#inFlow) {
      if (!this.#keyAllowed) {
        throw new SyntaxFault({ start: this.#at, end: this.#at + 1 }, "a map key cannot begin here", {
          help: "put the value in quotes",
        });
      }
      this.#openBlock(this.#column, "map-start", this.#tokens.length, this.#at);
    }
    this.#forgetKey();
    this.#keyAllowed = !this.#inFlow;
    this.#push("key", 1);
  }

  #colon(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined && !this.#isStale(key)) {
      this.#tokens.splice(key.token, 0, { type: "key", start: key.start, end: key.start });
      this.#openBlock(key.column, "map-start", key.token, key.start);
      this.#keys[this.#keys.length - 1] = undefined;
      this.#keyAllowed = false;
    } else {
      if (!this.#inFlow) {
        if (!this.#keyAllowed) throw this.#misplacedColon();
        this.#openBlock(this.#column, "map-start", this.#tokens.length, this.#at);
      }
      this.#keyAllowed = !this.#inFlow;
    }
    this.#push("value", 1);
  }

  #misplacedColon(): SyntaxFault {
    const range = { start: this.#at, end: this.#at + 1 };
    const line = this.#text.slice(this.#lineStart, this.#at);
    if (/: /.test(line)) {
      return new SyntaxFault(range, 'a second ": " on one line', {
        help: "put the value in quotes, or the inner map on lines of its own",
      });
    }
    return new SyntaxFault(range, "a map cannot begin here", {
      help: "is the line before complete, and the indentation right?",
    });
  }

  #anchor(type: "alias" | "anchor"): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#at;
    const name = match(/[A-Za-z0-9_-]*/y, this.#text, start + 1);
    const end = start + 1 + name.length;
    if (name === "" || !(isBlank(this.#text, end) || "?:,]}%@`".includes(this.#text.charAt(end)))) {
      throw new SyntaxFault({ start, end: end + 1 }, `this ${type} has no name, or one with odd characters`, {
        help: `use letters, digits, - and _; a text that begins with ${this.#text.charAt(start)} needs quotes`,
      });
    }
    this.#tokens.push({ type, start, end, text: name });
    this.#at = end;
  }

  #tag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#at;
    const written = match(tagPattern, this.#text, start);
    const end = start + written.length;
    const tag = isBlank(this.#text, end) ? resolveHandle(written) : undefined;
    if (tag === undefined) {
      throw new SyntaxFault({ start, end: Math.max(end, start + 1) }, "unknown or incomplete tag", {
        help: "remove the tag; a text that begins with ! needs quotes",
      });
    }
    this.#tokens.push({ type: "tag", start, end, text: tag });
    this.#at = end;
  }

  #blockScalar(indicator: "|" | ">"): void {
    this.#forgetKey();
    this.#keyAllowed = true;
    const start = this.#at;
    const header = match(/[|>](?:[-+][0-9]?|[0-9][-+]?)?/y, this.#text, start);
    this.#at += header.length;
    this.#at += match(/[ \t]*(?:#[^\n]*)?/y, this.#text, this.#at).length;
    const digit = /[0-9]/.exec(header)?.[0];
    if (digit === "0" || (this.#at < this.#text.length && this.#text.charAt(this.#at) !== "\n")) {
      throw new SyntaxFault({ start, end: this.#at + 1 }, `unexpected text after ${indicator}`, {
        help: "begin the text on the next line; only -, + and a digit from 1 to 9 may follow",
      });
    }
    if (this.#at < this.#text.length) this.#newLine();
    const given = digit === undefined ? 0 : Math.max(this.#indent, 0) + Number(digit);
    const { value, end } = this.#blockLines(start, given, indicator === ">", /[-+]/.exec(header)?.[0]);
    const style = indicator === "|" ? "literal" : "folded";
    this.#tokens.push({
      type: "scalar",
      start,
      end: Math.max(end, start + header.length),
      text: value,
      style,
    });
  }

  /** The lines of a block scalar. An indentation of 0 is still to be found out. */
  #blockLines(start: number, given: number, folded: boolean, chomping: string | undefined) {
    const text = this.#text;
    const parts: string[] = [];
    let { indent, breaks } = this.#blockBreaks(start, given);
    let lineBreak = "";
    let afterBlank = false;
    let end = 0;
    while (this.#column === indent && this.#at < text.length) {
      const beforeBlank = text.charAt(this.#at) === " " || text.charAt(this.#at) === "\t";
      if (folded && lineBreak !== "" && !afterBlank && !beforeBlank) parts.push(breaks === 0 ? " " : "");
      else parts.push(lineBreak);
      parts.push("\n".repeat(breaks));
      afterBlank = beforeBlank;
      const stop = lineEnd(text, this.#at);
      const content = text.slice(this.#at, stop);
      parts.push(content);
      if (content.trim() !== "") end = this.#at + content.trimEnd().length;
      this.#at = stop;
      lineBreak = stop < text.length ? "\n" : "";
      if (stop < text.length) this.#newLine();
      ({ indent, breaks } = this.#blockBreaks(start, indent));
    }
    if (chomping !== "-") parts.push(lineBreak);
    if (chomping === "+") parts.push("\n".repeat(breaks));
    return { value: parts.join(""), end };
  }

  /** Indentation and empty lines before a line of a block scalar. */
  #blockBreaks(start: number, given: number): { indent: number; breaks: number } {
    const text = this.#text;
    let deepest = 0;
    let breaks = 0;
    for (;;) {
      while ((given === 0 || this.#column < given) && text.charAt(this.#at) === " ") this.#at++;
      deepest = Math.max(deepest, this.#column);
      if (text.charAt(this.#at) === "\t" && (given === 0 || this.#column < given)) {
        const range = { start: this.#at, end: this.#at + 1 };
        throw new SyntaxFault(range, "a tab cannot be indentation", {
          help: "indent with spaces",
          related: { start, end: start + 1 },
        });
      }
      if (text.charAt(this.#at) !== "\n") break;
      this.#newLine();
      breaks++;
    }
    return { indent: given === 0 ? Math.max(deepest, this.#indent + 1, 1) : given, breaks };
  }

  #quotedScalar(quote: "'" | '"'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const text = this.#text;
    const start = this.#at++;
    const parts: string[] = [];
    const run = quote === "'" ? /[^' \t\n]*/y : /[^"\\ \t\n]*/y;
    for (;;) {
      if (this.#column === 0 && isMarker(text, this.#at)) throw unclosed(text, start, quote);
      const content = match(run, text, this.#at);
      this.#at += content.length;
      parts.push(content);
      const next = text.charAt(this.#at);
      if (quote === "'" && text.startsWith("''", this.#at)) {
        parts.push("'");
        this.#at += 2;
        continue;
      }
      if (next === quote) break;
      if (next === "") throw unclosed(text, start, quote);
      if (next === "\\" && text.charAt(this.#at + 1) !== "\n") parts.push(this.#escape());
      else parts.push(this.#foldQuoted());
    }
    this.#at++;
    const style = quote === "'" ? "single" : "double";
    this.#tokens.push({ type: "scalar", start, end: this.#at, text: parts.join(""), style });
  }

  /** White space in a quoted scalar: kept on one line, one space for a line break, one break less for several. */
  #foldQuoted(): string {
    const text = this.#text;
    const escaped = text.charAt(this.#at) === "\\";
    if (escaped) {
      this.#at++;
      this.#newLine();
    }
    const start = this.#at;
    let breaks = 0;
    for (;;) {
      this.#at += match(/[ \t]*/y, text, this.#at).length;
      if (text.charAt(this.#at) !== "\n") break;
      this.#newLine();
      breaks++;
      if (this.#column === 0 && isMarker(text, this.#at)) break;
    }
    if (escaped) return "\n".repeat(breaks);
    if (breaks === 0) return text.slice(start, this.#at);
    return breaks === 1 ? " " : "\n".repeat(breaks - 1);
  }

  #escape(): string {
    const start = this.#at;
    const written = match(/\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU])/y, this.#text, start);
    this.#at += written.length;
    const fault = (message: string, help: string) =>
      new SyntaxFault({ start, end: start + Math.max(written.length, 2) }, message, { help });
    const simple = escapes[written.charAt(1)];
    if (written.length === 2 && simple !== undefined) return simple;
    const code = Number.parseInt(written.slice(2), 16);
    if (written.length <= 2 || Number.isNaN(code)) {
      const help = "write \\\\ for a backslash, or use single quotes";
      throw fault(`unknown escape ${this.#text.slice(start, start + 2)} in a double-quoted text`, help);
    }
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw fault(`${written} is no character`, "write the character itself, or \\U and eight digits");
    }
    return String.fromCodePoint(code);
  }

  #startsPlain(character: string, beforeBlank: boolean): boolean {
    if (character === "-") return !beforeBlank;
    if (character === "?" || character === ":") return !this.#inFlow && !beforeBlank;
    return !"\t,[]{}#&*!|>'\"%@`".includes(character);
  }

  #plainScalar(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const text = this.#text;
    const start = this.#at;
    const stop = this.#inFlow ? /[ \t\n,?[\]{}]|:(?=[ \t\n]|$)/g : /[ \t\n]|:(?=[ \t\n]|$)/g;
    const parts: string[] = [];
    let end = start;
    let gap = "";
    let breaks = 0;
    for (;;) {
      if (this.#column === 0 && isMarker(text, this.#at)) break;
      if (text.charAt(this.#at) === "#") break;
      stop.lastIndex = this.#at;
      const contentEnd = stop.exec(text)?.index ?? text.length;
      if (contentEnd === this.#at) break;
      parts.push(gap, text.slice(this.#at, contentEnd));
      this.#at = contentEnd;
      end = contentEnd;
      const blanks = match(/[ \t]*/y, text, this.#at);
      this.#at += blanks.length;
      breaks = this.#plainBreaks(start);
      if (breaks === 0) {
        if (blanks === "") break;
        gap = blanks;
      } else gap = breaks === 1 ? " " : "\n".repeat(breaks - 1);
      if (!this.#inFlow && breaks > 0 && this.#column <= this.#indent) break;
    }
    if (breaks > 0) this.#keyAllowed = true;
    this.#tokens.push({ type: "scalar", start, end, text: parts.join(""), style: "plain" });
  }

  /** Line breaks in or after a plain scalar, with the indentation of the next line. */
  #plainBreaks(start: number): number {
    const text = this.#text;
    let breaks = 0;
    while (text.charAt(this.#at) === "\n") {
      this.#newLine();
      breaks++;
      for (let character = text.charAt(this.#at); character === " " || character === "\t"; ) {
        if (character === "\t" && this.#column <= this.#indent) {
          const range = { start: this.#at, end: this.#at + 1 };
          throw new SyntaxFault(range, "a tab cannot be indentation", {
            help: "indent with spaces, and leave empty lines empty",
            related: { start, end: start + 1 },
          });
        }
        character = text.charAt(++this.#at);
      }
    }
    return breaks;
  }
}

const escapes: Record<string, string> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

const tagPattern =
  /!<(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[0-9a-fA-F]{2})+>|!(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[0-9a-fA-F]{2})*/y;

/** A tag in full; undefined for a handle that no directive could have declared, as there are no directives. */
function resolveHandle(written: string): string | undefined {
  if (written.startsWith("!<")) return written.endsWith(">") ? written.slice(2, -1) : undefined;
  const handle = /^![\w-]*!/.exec(written)?.[0];
  if (handle === undefined) return written;
  if (handle !== "!!" || written.length === 2) return undefined;
  return `tag:yaml.org,2002:${written.slice(2)}`;
}

function missingColon(text: string, key: PossibleKey): SyntaxFault {
  const range = { start: key.start, end: lineEnd(text, key.start) };
  return new SyntaxFault(range, 'the ":" after this key is missing', { help: 'write "key: value"' });
}

function unclosed(text: string, start: number, quote: string): SyntaxFault {
  const range = { start, end: lineEnd(text, start) };
  return new SyntaxFault(range, `the closing ${quote} is missing`, { help: "close the quote" });
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf("\n", from);
  return found === -1 ? text.length : found;
}

/** Blank, line break or end of the text. */
function isBlank(text: string, at: number): boolean {
  const character = text.charAt(at);
  return character === "" || character === " " || character === "\n" || character === "\t";
}

/** A `---` or `...` at the start of a line, which begins or ends a document. */
function isMarker(text: string, at: number): boolean {
  return (text.startsWith("---", at) || text.startsWith("...", at)) && isBlank(text, at + 3);
}
