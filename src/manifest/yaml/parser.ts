import type { AliasNode, ListNode, MapNode, Node, ScalarNode } from "./node.ts";
import { maxDepth, scan, type Token } from "./scanner.ts";
import { SyntaxFault } from "./syntax-fault.ts";

export interface ParsedDocument {
  /** Undefined where the document is empty. */
  root: Node | undefined;
  /** Offset where the document is over for kubectl; at the end of the text, as a rule. */
  end: number;
}

/**
 * Reads one document exactly as far and as strictly as kubectl's parser does (go.yaml.in/yaml v2.4.2 parserc.go). The text
 * is that of a Source. Throws a SyntaxFault at the first error.
 */
export function parseExactly(text: string): ParsedDocument {
  return new Parser(scan(text), text).document();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #text: string;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], text: string) {
    this.#tokens = tokens;
    this.#text = text;
  }

  document(): ParsedDocument {
    this.#take("document-start");
    if (this.#token.type === "end") return { root: undefined, end: this.#token.start };
    const root = this.#node(true, false);
    // An error right here counts; one behind the next token is nothing that kubectl would see.
    return { root, end: this.#token.start };
  }

  /** The last token is always the end or an error. */
  get #token(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1);
    if (token === undefined) throw new RangeError("the scanner gave no tokens");
    if (token.type === "fault") throw token.fault;
    return token;
  }

  #take(type: Token["type"]): Token | undefined {
    const token = this.#token;
    if (token.type !== type) return undefined;
    this.#next++;
    return token;
  }

  #isAt(type: Token["type"]): boolean {
    return this.#token.type === type;
  }

  /** `dashList`: in a map, a list may stand in the column of its key. */
  #node(block: boolean, dashList: boolean): Node {
    const alias = this.#take("alias");
    if (alias !== undefined && "text" in alias) {
      return { kind: "alias", name: alias.text, start: alias.start, end: alias.end } satisfies AliasNode;
    }
    const start = this.#token.start;
    const properties = this.#properties();
    const token = this.#token;
    if (++this.#depth > maxDepth) {
      throw new SyntaxFault(token, `nested more than ${maxDepth} levels deep`, { code: "too-deep" });
    }
    const node = this.#content(token, block, dashList);
    this.#depth--;
    if (node !== undefined) return Object.assign(node, properties.values);
    if (properties.end > start) return { ...emptyScalar(properties.end), ...properties.values };
    throw unexpected(token);
  }

  #properties(): { values: { anchor?: string; tag?: string }; end: number } {
    const values: { anchor?: string; tag?: string } = {};
    let end = this.#token.start;
    for (let token = this.#token; token.type === "anchor" || token.type === "tag"; token = this.#token) {
      if (values[token.type] !== undefined) break;
      values[token.type] = token.text;
      end = token.end;
      this.#next++;
    }
    return { values, end };
  }

  #content(token: Token, block: boolean, dashList: boolean): Node | undefined {
    if (dashList && token.type === "-") return this.#dashList();
    switch (token.type) {
      case "scalar": {
        this.#next++;
        const { text, style, start, end } = token;
        return { kind: "scalar", text, style, start, end } satisfies ScalarNode;
      }
      case "[":
        return this.#flowList();
      case "{":
        return this.#flowMap();
      case "list-start":
        return block ? this.#blockList() : undefined;
      case "map-start":
        return block ? this.#blockMap() : undefined;
      default:
        return undefined;
    }
  }

  #blockList(): ListNode {
    const open = this.#token;
    this.#next++;
    const items: Node[] = [];
    for (let dash = this.#take("-"); dash !== undefined; dash = this.#take("-")) {
      const { type } = this.#token;
      items.push(type === "-" || type === "block-end" ? emptyScalar(dash.end) : this.#node(true, false));
    }
    if (this.#take("block-end") === undefined) throw this.#misplaced("list", open);
    return { kind: "list", flow: false, items, start: open.start, end: items.at(-1)?.end ?? open.end };
  }

  /** Something that neither goes on with a block collection nor ends it. */
  #misplaced(kind: "list" | "map", open: Token): SyntaxFault {
    const token = this.#token;
    let previous = this.#next - 1;
    while (this.#tokens[previous]?.type === "block-end") previous--;
    const before = this.#tokens[previous]?.end ?? 0;
    if (token.type !== "end" && !this.#text.slice(before, token.start).includes("\n")) {
      return new SyntaxFault(token, "unexpected text after a value", {
        help: "put the whole value in quotes; in single quotes write '' for '",
      });
    }
    const what = kind === "list" ? 'the next "-" of the list' : "the next key of the map";
    return new SyntaxFault(token, `${what} is expected here`, {
      help: "align it with the others, or indent it further to belong to the line before",
      related: { start: open.start, end: open.end },
    });
  }

  /** A list in the column of its key, which no token of its own opens or ends. */
  #dashList(): ListNode {
    const { start } = this.#token;
    const items: Node[] = [];
    for (let dash = this.#take("-"); dash !== undefined; dash = this.#take("-")) {
      items.push(this.#endsEntry("-") ? emptyScalar(dash.end) : this.#node(true, false));
    }
    return { kind: "list", flow: false, items, start, end: items.at(-1)?.end ?? start };
  }

  /** Whether nothing is written for an entry of a block collection. */
  #endsEntry(also?: "-"): boolean {
    const { type } = this.#token;
    return type === "key" || type === "value" || type === "block-end" || type === also;
  }

  #blockMap(): MapNode {
    const open = this.#token;
    this.#next++;
    const pairs: MapNode["pairs"] = [];
    for (let mark = this.#take("key"); mark !== undefined; mark = this.#take("key")) {
      const key = this.#endsEntry() ? emptyScalar(mark.end) : this.#node(true, true);
      const colon = this.#take("value");
      const value =
        colon === undefined
          ? emptyScalar(key.end)
          : this.#endsEntry()
            ? emptyScalar(colon.end)
            : this.#node(true, true);
      pairs.push({ key, value });
    }
    if (this.#take("block-end") === undefined) throw this.#misplaced("map", open);
    return {
      kind: "map",
      flow: false,
      pairs,
      start: pairs[0]?.key.start ?? open.start,
      end: pairs.at(-1)?.value.end ?? open.end,
    };
  }

  #flowList(): ListNode {
    const open = this.#token;
    this.#next++;
    const items: Node[] = [];
    while (!this.#isAt("]")) {
      const mark = this.#take("key");
      items.push(mark === undefined ? this.#node(false, false) : this.#singlePair(mark));
      if (this.#take(",") === undefined && this.#token.type !== "]")
        throw missingComma(this.#token, open, "]");
    }
    const { end } = this.#token;
    this.#next++;
    return { kind: "list", flow: true, items, start: open.start, end };
  }

  /** `[a: 1]`, a map of one pair without braces. */
  #singlePair(mark: Token): MapNode {
    const { type } = this.#token;
    const isEmpty = type === "value" || type === "," || type === "]";
    const key = isEmpty ? emptyScalar(mark.end) : this.#node(false, false);
    // With no key at all kubectl's parser skips the next token, whatever it is, and so its colon.
    if (isEmpty) this.#next++;
    const value = this.#flowValue(key.end, "]");
    return { kind: "map", flow: true, pairs: [{ key, value }], start: key.start, end: value.end };
  }

  #flowValue(empty: number, close: "]" | "}"): Node {
    const colon = this.#take("value");
    if (colon === undefined) return emptyScalar(empty);
    const { type } = this.#token;
    return type === "," || type === close ? emptyScalar(colon.end) : this.#node(false, false);
  }

  #flowMap(): MapNode {
    const open = this.#token;
    this.#next++;
    const pairs: MapNode["pairs"] = [];
    while (!this.#isAt("}")) {
      const mark = this.#take("key");
      if (mark === undefined) {
        const key = this.#node(false, false);
        pairs.push({ key, value: emptyScalar(key.end) });
      } else {
        const { type } = this.#token;
        const isEmpty = type === "value" || type === "," || type === "}";
        const key = isEmpty ? emptyScalar(mark.end) : this.#node(false, false);
        pairs.push({ key, value: this.#flowValue(key.end, "}") });
      }
      if (this.#take(",") === undefined && this.#token.type !== "}")
        throw missingComma(this.#token, open, "}");
    }
    const { end } = this.#token;
    this.#next++;
    return { kind: "map", flow: true, pairs, start: open.start, end };
  }
}

function emptyScalar(at: number): ScalarNode {
  return { kind: "scalar", text: "", style: "plain", start: at, end: at };
}

function unexpected(token: Token): SyntaxFault {
  const help = "check the indentation, the brackets and the quotes before it";
  if (token.type === "end" || token.type === "block-end") {
    return new SyntaxFault(token, "a value is missing here", { help });
  }
  return new SyntaxFault(token, "a value cannot begin here", {
    help: "put it in quotes if it is meant as text",
  });
}

function missingComma(token: Token, open: Token, close: "]" | "}"): SyntaxFault {
  return new SyntaxFault({ start: token.start, end: token.end }, `"," or "${close}" is expected here`, {
    help: `close the ${close === "]" ? "[" : "{"}, or separate the items with ","`,
    related: { start: open.start, end: open.end },
  });
}
