import type { Path } from "../../nim/value.ts";
import type { Node, ScalarNode } from "../yaml/node.ts";
import type { Syntax } from "../yaml/syntax.ts";
import type { Edit, Splice } from "./edit.ts";
import { insertion } from "./insert.ts";
import { lineEnd } from "./lines.ts";
import { removal } from "./remove.ts";
import { scalarText } from "./scalar-text.ts";
import { indexOfKey, type Step, walk } from "./walk.ts";

/**
 * What to change in a document's text for one edit; undefined where it cannot be made without touching more than it
 * says: at anchors, aliases, merged keys, tags, keys that stand twice, and in forms that nearly nobody writes.
 */
export function splicesOf(text: string, syntax: Syntax, edit: Edit): Splice[] | undefined {
  const walked = walk(syntax.root, edit.path);
  if (walked === undefined) return undefined;
  const { steps, node, rest } = walked;
  const last = steps.at(-1);
  if (rest.length > 0) {
    return edit.op === "set" && isKeys(rest)
      ? insertion(text, { steps, node, keys: rest, value: edit.value, json: syntax.json })
      : undefined;
  }
  if (last === undefined) return undefined;
  switch (edit.op) {
    case "set":
      return node.kind === "scalar" ? replacement(text, node, steps, edit.value, syntax.json) : undefined;
    case "remove":
      return removal(text, steps);
    case "rename":
      return renaming(text, last, edit.key);
  }
}

function isKeys(path: Path): path is readonly string[] {
  return path.every((step) => typeof step === "string");
}

function replacement(
  text: string,
  node: ScalarNode,
  steps: readonly Step[],
  value: string | number | boolean,
  json: boolean,
): Splice[] | undefined {
  const { start, end, style } = node;
  const flow = steps.some(({ container }) => container.flow);
  const written = scalarText(value, { flow, style: json ? "double" : style });
  if (start === end) {
    // Behind the colon or the dash; `{a}` has neither.
    return /[:-]/.test(text.charAt(start - 1)) ? [{ start, end, text: ` ${written}` }] : undefined;
  }
  // A comment may stand behind the bar.
  const isBlock = style === "literal" || style === "folded";
  if (isBlock && text.slice(start, lineEnd(text, start)).includes("#")) return undefined;
  return [{ start, end, text: written }];
}

function renaming(text: string, { container, index }: Step, key: string): Splice[] | undefined {
  const old: Node | undefined = container.kind === "map" ? container.pairs[index]?.key : undefined;
  if (container.kind !== "map" || old?.kind !== "scalar" || indexOfKey(container, key) !== -1)
    return undefined;
  if (old.start === old.end) return undefined;
  const { start, end, style } = old;
  const quoted = text.startsWith('"', start);
  return [{ start, end, text: scalarText(key, { flow: container.flow, style: quoted ? "double" : style }) }];
}
