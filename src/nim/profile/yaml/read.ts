import {
  Composer,
  CST,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  Scalar,
  type YAMLError,
} from "yaml";
import type { YamlNode } from "./node.ts";
import { resolvedTag } from "./resolve.ts";
import { YamlFault } from "./yaml-fault.ts";

/**
 * The first document of a text, which is all that Go's Unmarshal reads; undefined where there is none.
 *
 * @throws YamlFault for a mistake of syntax.
 */
export function readYaml(text: string): YamlNode | undefined {
  const odd = forbidden.exec(text);
  if (odd !== null) throw new YamlFault("control characters are not allowed");
  const lines = new LineCounter();
  // Every scalar stays the text that it is; which type Go would see in it is worked out below.
  const composer = new Composer({
    schema: "failsafe",
    version: "1.1",
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  // Other line breaks than those of Unix, which the library takes for breaks all the same.
  const unix = text.replace(/\r\n?|\x85/g, "\n");
  for (const document of composer.compose(tokensOf(unix, lines), true, unix.length)) {
    const mistake = document.errors.find((error) => !isHarmless(error));
    if (mistake) throw new YamlFault(`line ${lines.linePos(mistake.pos[0]).line}: ${wording(mistake)}`);
    return document.contents === null ? undefined : new Converter(lines).node(document.contents);
  }
  return undefined;
}

/** Marks and words. A manifest of 3 MB has 300,000 of them; a million commas in a row take seconds. */
const mostLexemes = 1_000_000;

function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let lexemes = 0;
  const open = new OpenBrackets();
  for (const lexeme of new Lexer().lex(text)) {
    if (++lexemes > mostLexemes) throw new YamlFault(`more than ${mostLexemes} words and marks`, true);
    open.see(lexeme);
    yield* parser.next(lexeme);
  }
  open.mustBeNone();
  yield* parser.end();
}

/** The composer tells no list that the first document ends in from one whose bracket stands too far left. */
class OpenBrackets {
  #open = 0;
  #before = "";
  #part: "head" | "document" | "rest" = "head";

  see(lexeme: string): void {
    // What follows the mark of a scalar is its text, whatever that looks like.
    const isMark = this.#before !== CST.SCALAR;
    this.#before = lexeme;
    if (!isMark || this.#part === "rest") return;
    if (lexeme === "---" || lexeme === "...") {
      this.mustBeNone();
      if (this.#part === "document") this.#part = "rest";
    } else if (lexeme !== CST.DOCUMENT && !beforeContent.test(lexeme)) this.#part = "document";
    this.#open += bracketSteps.get(lexeme) ?? 0;
  }

  mustBeNone(): void {
    if (this.#open > 0) throw new YamlFault("did not find expected ',' or a closing bracket");
  }
}

const beforeContent = /^(?:\s|#|%|\ufeff)/;

const bracketSteps: ReadonlyMap<string, number> = new Map([
  ["[", 1],
  ["{", 1],
  ["]", -1],
  ["}", -1],
]);

/** Source: gopkg.in/yaml.v3 readerc.go. */
const forbidden = /[^\t\n\r\x20-\x7e\x85\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Go takes a comment right after a quote or bracket, and a closing bracket in any column. */
function isHarmless(error: YAMLError): boolean {
  return /^Comments must be separated|^Flow \w+ in block collection must be sufficiently/.test(error.message);
}

function wording({ code, message }: YAMLError): string {
  if (code === "RESOURCE_EXHAUSTION") return "nested too deep";
  return message.charAt(0).toLowerCase() + message.slice(1);
}

class Converter {
  readonly #lines: LineCounter;
  /** By name, what was anchored last. */
  readonly #anchors = new Map<string, { node: YamlNode | undefined }>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  node(node: Node): YamlNode {
    const line = this.#lines.linePos(node.range?.[0] ?? 0).line;
    if (isAlias(node)) return this.#alias(node.source, line);
    const anchored: { node: YamlNode | undefined } = { node: undefined };
    if ("anchor" in node && typeof node.anchor === "string") this.#anchors.set(node.anchor, anchored);
    anchored.node = this.#content(node, line);
    return anchored.node;
  }

  #alias(name: string, line: number): YamlNode {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) throw new YamlFault(`unknown anchor '${name}' referenced`);
    const target = () => {
      if (anchored.node === undefined) throw new YamlFault(`anchor '${name}' value contains itself`);
      return anchored.node;
    };
    return { kind: "alias", name, target, line };
  }

  #content(node: Node, line: number): YamlNode {
    const written = isSpecific(node.tag) ? shortTag(node.tag) : undefined;
    if (isScalar(node)) {
      const text = typeof node.value === "string" ? node.value : (node.source ?? "");
      const isPlain = node.type === Scalar.PLAIN || node.type === undefined;
      return { kind: "scalar", text, tag: written ?? (isPlain ? resolvedTag(text) : "!!str"), line };
    }
    if (isSeq(node)) {
      return {
        kind: "list",
        tag: written ?? "!!seq",
        items: node.items.map((item) => this.#item(item, line)),
        line,
      };
    }
    if (isMap(node)) {
      const pairs = node.items.map(({ key, value }) => ({
        key: this.#item(key, line),
        value: this.#item(value, line),
      }));
      return { kind: "map", tag: written ?? "!!map", pairs, line };
    }
    return nothing(line);
  }

  #item(item: unknown, line: number): YamlNode {
    return isNode(item) ? this.node(item) : nothing(line);
  }
}

function nothing(line: number): YamlNode {
  return { kind: "scalar", text: "", tag: "!!null", line };
}

/** A lone `!` leaves the choice to the library. */
function isSpecific(tag: string | undefined): tag is string {
  return tag !== undefined && tag !== "" && tag !== "!";
}

function shortTag(tag: string): string {
  const prefix = "tag:yaml.org,2002:";
  return tag.startsWith(prefix) ? `!!${tag.slice(prefix.length)}` : tag;
}
