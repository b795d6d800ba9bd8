import { readJson } from "./json.ts";
import type { Node } from "./node.ts";
import { parseExactly } from "./parser.ts";
import type { Place } from "./place.ts";
import type { TextRange } from "./reading.ts";
import { createSource } from "./source.ts";
import { SyntaxFault } from "./syntax-fault.ts";

/** A document as it is written: styles, anchors, aliases and merge keys are still there. Offsets are those of its file. */
export interface Syntax {
  readonly root: Node;
  /** kubectl reads it as JSON, so comments and single quotes are no choice. */
  readonly json: boolean;
}

/** Undefined where the document is empty or cannot be read without an error. */
export function syntaxOf(text: string, range: TextRange): Syntax | undefined {
  const json = readJson(text, range);
  if (json !== undefined) {
    // Places know only one of two equal keys.
    return json.problems.length > 0 ? undefined : { root: fromPlace(json.root), json: true };
  }
  const source = createSource(text, range);
  try {
    const { root } = parseExactly(source.text);
    return root && { root: inFile(root, source.toFile), json: false };
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}

function fromPlace({ start, end, entries, items, style = "plain" }: Place): Node {
  if (entries !== undefined) {
    const pairs = [...entries].map(([text, { key, value }]) => ({
      key: { kind: "scalar", text, style: "double", start: key.start, end: key.end } satisfies Node,
      value: fromPlace(value),
    }));
    return { kind: "map", flow: true, pairs, start, end };
  }
  if (items !== undefined) return { kind: "list", flow: true, items: items.map(fromPlace), start, end };
  return { kind: "scalar", text: "", style, start, end };
}

function inFile(node: Node, toFile: (range: TextRange) => TextRange): Node {
  const { start, end } = toFile(node);
  if (node.kind === "map") {
    const pairs = node.pairs.map(({ key, value }) => ({
      key: inFile(key, toFile),
      value: inFile(value, toFile),
    }));
    return { ...node, pairs, start, end };
  }
  if (node.kind === "list") {
    return { ...node, items: node.items.map((item) => inFile(item, toFile)), start, end };
  }
  return { ...node, start, end };
}
