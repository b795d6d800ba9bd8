import type { MapNode, Node } from "../yaml/node.ts";
import type { Splice } from "./edit.ts";
import { breakNear, endOfDeeperComments, isRestOfLine, lineEnd, lineStart, skipBlank } from "./lines.ts";
import { scalarText } from "./scalar-text.ts";
import type { Step } from "./walk.ts";

export interface Insertion {
  /** The way to `node`, the nearest parent that is written. */
  readonly steps: readonly Step[];
  readonly node: Node;
  /** What is missing below it, at least one. */
  readonly keys: readonly string[];
  readonly value: string | number | boolean;
  readonly json: boolean;
}

/** Writes a key that is missing, and those above it that are, below the last entry of the nearest parent. */
export function insertion(text: string, insertion: Insertion): Splice[] | undefined {
  const { node, steps } = insertion;
  if (node.kind === "map") {
    if (node.flow)
      return node.pairs.length === 0 ? intoEmpty(node, insertion) : intoFlow(text, node, insertion);
    return intoBlock(text, node, insertion);
  }
  if (node.kind !== "scalar" || node.style !== "plain") return undefined;
  const { start, end } = node;
  if (start < end) {
    const isNull = /^(?:~|null|Null|NULL)$/.test(text.slice(start, end));
    return isNull ? [{ start, end, text: flowMap(insertion, "plain") }] : undefined;
  }
  const last = steps.at(-1);
  if (last?.container.kind === "map" && !last.container.flow) return below(text, last, insertion);
  return /[:-]/.test(text.charAt(start - 1))
    ? [{ start, end, text: ` ${flowMap(insertion, "plain")}` }]
    : undefined;
}

function intoEmpty(map: MapNode, insertion: Insertion): Splice[] {
  return [{ start: map.start, end: map.end, text: flowMap(insertion, "plain") }];
}

function intoFlow(text: string, map: MapNode, insertion: Insertion): Splice[] | undefined {
  const last = map.pairs.at(-1);
  // `[a: 1]` is a map without braces.
  if (last === undefined || text.charAt(map.start) !== "{" || last.key.kind !== "scalar") return undefined;
  const colon = text.indexOf(":", last.key.end);
  const isTight = last.key.style === "double" && last.value.start === colon + 1;
  const entry = flowEntry(insertion, last.key.style === "double" ? "double" : "plain", isTight);
  const comma = skipBlank(text, last.value.end);
  const trailing = text.charAt(comma) === ",";
  const after = trailing ? comma + 1 : last.value.end;
  const prefix = text.slice(lineStart(text, last.key.start), last.key.start);
  const stop = lineEnd(text, after);
  const isAlone = /^[ \t]*$/.test(prefix) && isRestOfLine(text.slice(after, stop)) && map.end > stop;
  const separator: Splice[] = trailing ? [] : [{ start: after, end: after, text: "," }];
  if (!isAlone) {
    const gap = isTight && !text.slice(map.start, after).includes(", ") ? "" : " ";
    return [{ start: after, end: after, text: `${trailing ? "" : ","}${gap}${entry}` }];
  }
  const line = `${breakNear(text, after)}${prefix}${entry}${trailing ? "," : ""}`;
  if (stop === after) return [{ start: after, end: after, text: `${trailing ? "" : ","}${line}` }];
  return [...separator, { start: stop, end: stop, text: line }];
}

function intoBlock(text: string, map: MapNode, insertion: Insertion): Splice[] | undefined {
  const [first, last] = [map.pairs[0], map.pairs.at(-1)];
  const indent = first && indentOf(text, first.key.start);
  if (last === undefined || indent === undefined) return undefined;
  const stop = lineEnd(text, last.value.end);
  if (!isRestOfLine(text.slice(last.value.end, stop))) return undefined;
  const at = endOfDeeperComments(text, stop, indent.length);
  return [{ start: at, end: at, text: blockLines(text, at, indent, insertion) }];
}

/** Under a key that has no value yet. */
function below(text: string, { container, index }: Step, insertion: Insertion): Splice[] | undefined {
  const key = container.kind === "map" ? container.pairs[index]?.key : undefined;
  const indent = key && indentOf(text, key.start);
  if (indent === undefined) return undefined;
  const { start } = insertion.node;
  const at = lineEnd(text, start);
  if (!isRestOfLine(text.slice(start, at))) return undefined;
  return [
    {
      start: at,
      end: at,
      text: blockLines(text, at, `${indent}${stepOf(text, insertion)}`, insertion),
    },
  ];
}

function blockLines(text: string, at: number, indent: string, insertion: Insertion): string {
  const { keys, value } = insertion;
  const step = stepOf(text, insertion);
  return keys
    .map((key, depth) => {
      const end = depth === keys.length - 1 ? ` ${scalarText(value, { flow: false, style: "plain" })}` : "";
      return `${breakNear(text, at)}${indent}${step.repeat(depth)}${scalarText(key, { flow: false, style: "plain" })}:${end}`;
    })
    .join("");
}

function flowMap(insertion: Insertion, style: "plain" | "double"): string {
  return `{${flowEntry(insertion, style, false)}}`;
}

function flowEntry({ keys, value, json }: Insertion, style: "plain" | "double", isTight: boolean): string {
  const context = { flow: true, style: json ? "double" : style } as const;
  const gap = isTight ? ":" : ": ";
  return keys.reduceRight(
    (inner, key, depth) => {
      const entry = `${scalarText(key, context)}${gap}${inner}`;
      return depth === 0 ? entry : `{${entry}}`;
    },
    scalarText(value, context),
  );
}

/** The white space before a key that begins a line, or as much of it as stands before a key behind dashes. */
function indentOf(text: string, key: number): string | undefined {
  const prefix = text.slice(lineStart(text, key), key);
  return /^ *(?:- +)*$/.test(prefix) ? " ".repeat(prefix.length) : undefined;
}

/** By how much the document indents a map in a map, nearest to the place. */
function stepOf(text: string, { steps, node }: Insertion): string {
  const columns = [...steps.map(({ container }) => container), node].flatMap((container) => {
    const first = container.kind === "map" && !container.flow ? container.pairs[0] : undefined;
    const indent = first && indentOf(text, first.key.start);
    return indent === undefined ? [] : [indent.length];
  });
  const step = (columns.at(-1) ?? 0) - (columns.at(-2) ?? 0);
  return " ".repeat(step > 0 && step <= 8 ? step : 2);
}
