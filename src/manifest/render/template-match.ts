import type { Path } from "../../nim/value.ts";
import type { SourceFile } from "../document.ts";
import type { TextRange } from "../yaml/index.ts";

interface Line {
  readonly start: number;
  readonly text: string;
  readonly indent: number;
  /** The key that the line begins with, after the dashes of list items. */
  readonly key: string | undefined;
  readonly keyStart: number;
}

const keyed = /^(?:\s*-\s)*\s*(?:"([\w./-]+)"|'([\w./-]+)'|([\w./-]+))\s*:(?=\s|$)/;

/**
 * The line of a template that most likely became a path: its keys are followed from parent to child as far as the template
 * spells them out. Undefined where not even the first is there once.
 *
 * @param value the scalar that was rendered, to choose between lines with the same key.
 */
export function placeInTemplate(
  file: SourceFile,
  path: Path,
  value: string | undefined,
): TextRange | undefined {
  const lines = linesOf(file.text);
  const keys = path.filter((step) => typeof step === "string");
  let found: Line | undefined;
  let within = [{ from: 0, to: lines.length, indent: -1 }];
  for (const [depth, key] of keys.entries()) {
    const matches = within.flatMap(({ from, to, indent }) => directChildren(lines, from, to, indent, key));
    if (matches.length === 0) break;
    const isLast = depth === keys.length - 1;
    const exact =
      isLast && value !== undefined ? matches.filter((at) => lines[at]?.text.includes(value)) : matches;
    const [first, second] = exact.length > 0 ? exact : matches;
    const line = first === undefined ? undefined : lines[first];
    // Several of them: only what comes below can tell them apart.
    if (line && second === undefined) found = line;
    within = matches.map((at) => ({ from: at + 1, to: endOf(lines, at), indent: lines[at]?.indent ?? 0 }));
  }
  return found && rangeOf(found);
}

/** The lines below a parent that have the key and stand as deep as the first of them. */
function directChildren(
  lines: readonly Line[],
  from: number,
  to: number,
  indent: number,
  key: string,
): number[] {
  const found: number[] = [];
  for (let at = from; at < to; at++) {
    const line = lines[at];
    if (line?.key === key && line.indent > indent) found.push(at);
  }
  const least = found.reduce((smallest, at) => Math.min(smallest, lines[at]?.indent ?? 0), Infinity);
  return found.filter((at) => lines[at]?.indent === least);
}

/** Where the lines end that are indented deeper; blank lines and template actions have no depth. */
function endOf(lines: readonly Line[], at: number): number {
  const indent = lines[at]?.indent ?? 0;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next];
    if (line === undefined || line.text.trim() === "" || /^\s*(?:\{\{|#)/.test(line.text)) continue;
    // The items of a list may stand as deep as its key.
    if (line.indent < indent || (line.indent === indent && !/^\s*-\s/.test(line.text))) return next;
  }
  return lines.length;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const part of text.split("\n")) {
    const line = part.replace(/\r$/, "");
    const match = line.length < 2000 ? keyed.exec(line) : null;
    const key = match?.[1] ?? match?.[2] ?? match?.[3];
    const keyStart = key === undefined ? 0 : line.indexOf(key);
    const dashes = /^(?:\s*-\s)*\s*/.exec(line.slice(0, 2000))?.[0].length ?? 0;
    lines.push({ start, text: line, indent: dashes, key, keyStart });
    start += part.length + 1;
  }
  return lines;
}

function rangeOf({ start, text, keyStart }: Line): TextRange {
  return { start: start + keyStart, end: start + text.trimEnd().length };
}
