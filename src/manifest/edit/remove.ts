import type { ListNode, MapNode, Node } from "../yaml/node.ts";
import type { Splice } from "./edit.ts";
import { endOfDeeperComments, isRestOfLine, lineEnd, lineStart, skipBlank, wholeLines } from "./lines.ts";
import { isEntangled, type Step } from "./walk.ts";

/** From the start of its key or dash to the end of its value. */
interface Entry {
  readonly start: number;
  readonly end: number;
}

/**
 * Takes out a pair of a map or an item of a list, with the comment behind it and its line break. Comments above it stay. A
 * container that held nothing else is left empty, since nothing at all would mean something else.
 */
export function removal(text: string, steps: readonly Step[]): Splice[] | undefined {
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  const { container, index } = last;
  const entries = entriesOf(text, container);
  const entry = entries?.[index];
  if (entries === undefined || entry === undefined) return undefined;
  const values = container.kind === "map" ? container.pairs.map(({ value }) => value) : container.items;
  const value = values[index];
  if (value === undefined || isEntangled(value)) return undefined;
  if (container.flow) return fromFlow(text, container, entries, index);
  return entries.length === 1
    ? onlyOfBlock(text, container, entry, steps.at(-2))
    : fromBlock(text, entries, index, entry);
}

/** Undefined where some entry begins with an anchor, a tag or a question mark. */
function entriesOf(text: string, container: MapNode | ListNode): Entry[] | undefined {
  const entries: Entry[] = [];
  let at = container.flow ? container.start + 1 : container.start;
  for (const node of container.kind === "map" ? container.pairs : container.items) {
    const [key, value]: [Node | undefined, Node] = "key" in node ? [node.key, node.value] : [undefined, node];
    const start = skipBlank(text, at);
    if (key !== undefined || container.flow) {
      if ((key ?? value).start !== start) return undefined;
    } else if (text.charAt(start) !== "-") return undefined;
    entries.push({ start, end: value.end });
    at = value.end;
    if (!container.flow) continue;
    const comma = skipBlank(text, at);
    if (text.charAt(comma) === ",") at = comma + 1;
  }
  return entries;
}

function fromBlock(
  text: string,
  entries: readonly Entry[],
  index: number,
  entry: Entry,
): Splice[] | undefined {
  const { start, end } = entry;
  const stop = lineEnd(text, end);
  if (!isRestOfLine(text.slice(end, stop))) return undefined;
  const prefix = text.slice(lineStart(text, start), start);
  if (/^ *$/.test(prefix)) {
    const lines = wholeLines(text, start, endOfDeeperComments(text, stop, prefix.length));
    return [{ ...lines, text: "" }];
  }
  const next = entries[index + 1];
  if (!/^ *(?:- +)+$/.test(prefix) || next === undefined) return undefined;
  // The next one takes its place behind the dash, unless there are comments between them.
  const isFree = /^\s*$/.test(text.slice(stop, next.start));
  if (isFree) return [{ start, end: next.start, text: "" }];
  return [{ start: start - (/ *$/.exec(prefix)?.[0].length ?? 0), end: stop, text: "" }];
}

function onlyOfBlock(
  text: string,
  container: MapNode | ListNode,
  entry: Entry,
  parent: Step | undefined,
): Splice[] | undefined {
  const { start, end } = entry;
  const stop = lineEnd(text, end);
  const intro = parent && introOf(text, parent, start);
  if (intro === undefined || !isRestOfLine(text.slice(end, stop))) return undefined;
  const empty = container.kind === "map" ? "{}" : "[]";
  const from = lineStart(text, start);
  if (from <= intro) return [{ start, end: stop, text: empty }];
  const lines = wholeLines(text, start, endOfDeeperComments(text, stop, start - from));
  return [
    { start: intro, end: intro, text: ` ${empty}` },
    { ...lines, text: "" },
  ];
}

/** Behind the colon or the dash that a block collection belongs to. */
function introOf(text: string, { container, index }: Step, before: number): number | undefined {
  if (container.kind === "map") {
    const key = container.pairs[index]?.key;
    const colon = key && skipBlank(text, key.end);
    return colon !== undefined && colon < before && text.charAt(colon) === ":" ? colon + 1 : undefined;
  }
  const start = entriesOf(text, container)?.[index]?.start;
  return start === undefined ? undefined : start + 1;
}

function fromFlow(
  text: string,
  container: MapNode | ListNode,
  entries: readonly Entry[],
  index: number,
): Splice[] | undefined {
  const entry = entries[index];
  if (entry === undefined || !/[[{]/.test(text.charAt(container.start))) return undefined;
  const { start, end } = entry;
  const comma = commaBehind(text, end);
  const after = comma === undefined ? end : comma + 1;
  if (entries.length === 1) {
    const around = text.slice(container.start + 1, start) + text.slice(after, container.end - 1);
    return /^\s*$/.test(around)
      ? [{ start: container.start + 1, end: container.end - 1, text: "" }]
      : [{ start, end: after, text: "" }];
  }
  const stop = lineEnd(text, after);
  const isAlone =
    /^[ \t]*$/.test(text.slice(lineStart(text, start), start)) && isRestOfLine(text.slice(after, stop));
  const next = entries[index + 1];
  if (comma !== undefined) {
    if (isAlone) return [{ ...wholeLines(text, start, stop), text: "" }];
    if (next !== undefined && /^[ \t]*$/.test(text.slice(after, next.start))) {
      return [{ start, end: next.start, text: "" }];
    }
    const blank = /[ \t]*$/.exec(text.slice(lineStart(text, start), start))?.[0].length ?? 0;
    return [{ start: start - blank, end: after, text: "" }];
  }
  // The last one: the comma before it goes too, which JSON demands.
  const previous = entries[index - 1];
  const before = previous && commaBehind(text, previous.end);
  if (before === undefined) return undefined;
  if (/^\s*$/.test(text.slice(before + 1, start)))
    return [{ start: before, end: isAlone ? stop : end, text: "" }];
  const own = isAlone ? wholeLines(text, start, stop) : { start, end };
  return [
    { start: before, end: before + 1, text: "" },
    { ...own, text: "" },
  ];
}

function commaBehind(text: string, end: number): number | undefined {
  const at = skipBlank(text, end);
  return text.charAt(at) === "," ? at : undefined;
}
