import { type Document, isAlias, isMap, isScalar, type ParsedNode, parseDocument, Scalar } from "yaml";
import { describeError } from "./errors.ts";
import { mayNestTooDeep } from "./nesting.ts";
import type { Node } from "./node.ts";
import type { ScalarStyle } from "./place.ts";
import type { SyntaxProblem, TextRange } from "./reading.ts";
import type { Source } from "./source.ts";

/**
 * Reads a document that has errors with a parser that goes on after them: what can be saved, and the errors that it sees,
 * by position. The parser is more and less strict than kubectl's, so only its errors after the first of kubectl's count.
 */
export function recover(
  source: Source,
  fault: TextRange,
): { root: Node | undefined; problems: SyntaxProblem[] } {
  if (source.text.length > maxLength || mayNestTooDeep(source.text)) {
    return { root: undefined, problems: [] };
  }
  const document = parse(source.text);
  if (document === undefined) return { root: undefined, problems: [] };
  const problems: SyntaxProblem[] = [];
  let line = source.text.indexOf("\n", fault.end);
  for (const error of document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    if (line === -1 || error.pos[0] <= line) continue;
    const described = describeError(error, source);
    if (described === undefined) continue;
    problems.push(described);
    if (problems.length === maxProblems) break;
    line = source.text.indexOf("\n", error.pos[0]);
  }
  const root = document.contents === null ? undefined : convert(document.contents, 0, source.text);
  return { root, problems };
}

/** In UTF-16 units. The parser takes some 600 bytes for each, and up to a second for this many. */
const maxLength = 64 * 1024;
/** More of them tell nobody more. */
const maxProblems = 100;

function parse(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      schema: "failsafe",
      version: "1.1",
      uniqueKeys: false,
      keepSourceTokens: true,
      prettyErrors: false,
      logLevel: "silent",
    });
  } catch (error) {
    // What escapes the check of the depth runs out of stack at once.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `empty` is where an empty value stands: after its colon or dash. */
function convert(node: ParsedNode, empty: number, text: string): Node {
  const [start, end] = node.range;
  const properties = isAlias(node) ? {} : anchorAndTag(node);
  if (isAlias(node)) return { kind: "alias", name: node.source, start, end };
  if (isScalar(node)) {
    const style = styles[node.type ?? Scalar.PLAIN] ?? "plain";
    if (node.source === "" && style === "plain") {
      return { kind: "scalar", text: "", style, start: empty, end: empty, ...properties };
    }
    const isBlock = style === "literal" || style === "folded";
    const contentEnd = isBlock ? start + text.slice(start, end).trimEnd().length : end;
    return { kind: "scalar", text: node.source, style, start, end: contentEnd, ...properties };
  }
  const flow = node.srcToken?.type === "flow-collection";
  if (isMap(node)) {
    const pairs = node.items.map((pair) => {
      const colon = pair.srcToken?.sep?.find((token) => token.type === "map-value-ind");
      const key = convert(pair.key, pair.key.range[0], text);
      const after = colon === undefined ? key.end : colon.offset + 1;
      return { key, value: pair.value === null ? emptyScalar(after) : convert(pair.value, after, text) };
    });
    const range = flow ? { start, end } : { start, end: pairs.at(-1)?.value.end ?? end };
    return { kind: "map", pairs, flow, ...range, ...properties };
  }
  const tokens = node.srcToken?.type === "block-seq" ? node.srcToken.items : [];
  const items = node.items.map((item, index) => {
    const dash = tokens[index]?.start.find((token) => token.type === "seq-item-ind");
    return convert(item, dash === undefined ? item.range[0] : dash.offset + 1, text);
  });
  const range = flow ? { start, end } : { start, end: items.at(-1)?.end ?? end };
  return { kind: "list", items, flow, ...range, ...properties };
}

function anchorAndTag(node: { anchor?: string; tag?: string }): { anchor?: string; tag?: string } {
  return {
    ...(node.anchor === undefined ? {} : { anchor: node.anchor }),
    ...(node.tag === undefined ? {} : { tag: node.tag }),
  };
}

function emptyScalar(at: number): Node {
  return { kind: "scalar", text: "", style: "plain", start: at, end: at };
}

const styles: Partial<Record<Scalar.Type, ScalarStyle>> = {
  [Scalar.PLAIN]: "plain",
  [Scalar.QUOTE_SINGLE]: "single",
  [Scalar.QUOTE_DOUBLE]: "double",
  [Scalar.BLOCK_LITERAL]: "literal",
  [Scalar.BLOCK_FOLDED]: "folded",
};
