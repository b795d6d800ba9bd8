import { secretRanges } from "../lint/secret-ranges.ts";
import type { SourceFile } from "../manifest/document.ts";
import { logCommand, printable } from "./printable.ts";

/**
 * A line of a file as reports may show it, as long as it is there: secrets are painted over. Undefined where nothing
 * would be left to see, as in a document of the kind Secret. Control characters are still in it; see `excerptOf`.
 */
export function shownLine(file: SourceFile, line: number): string | undefined {
  const { texts, hidden } = shownOf(file);
  const known = texts.get(line);
  if (known !== undefined) return known === "" ? undefined : known;
  const text = masked(file.lines.lineText(line), hidden.get(line) ?? []);
  texts.set(line, text);
  return text === "" ? undefined : text;
}

export interface Excerpt {
  readonly text: string;
  /** Columns before the place. */
  readonly start: number;
  /** Columns of the place, at least one. */
  readonly length: number;
}

/**
 * The part of a shown line around a place, which is where `start` and `length` say, in UTF-16 units. Each character
 * takes one column. To stand behind a line number: what begins with `::` is not changed.
 */
export function excerptOf(line: string, start: number, length: number, width: number): Excerpt {
  // A file of one line has a finding at each of its thousand resources: only what is near is looked at.
  const from = afterPair(line, Math.max(0, start - 2 * width));
  const to = afterPair(line, Math.min(line.length, start + 2 * width));
  const characters = [...line.slice(from, to).replace(logCommand, "#·")].map((character) =>
    printable(character) === character ? character : "·",
  );
  // Characters outside the basic plane are two units but one column.
  const before = [...line.slice(from, start)].length;
  const marked = Math.max(1, [...line.slice(start, Math.min(start + length, to))].length);
  if (from === 0 && to === line.length && characters.length <= width) {
    return { text: characters.join("").trimEnd(), start: before, length: marked };
  }
  const room = width - 2;
  const first = Math.max(0, Math.min(before - 10, characters.length - room));
  const ahead = from + first > 0 ? "…" : "";
  const behind = first + room < characters.length || to < line.length ? "…" : "";
  return {
    text: `${ahead}${characters.slice(first, first + room).join("")}${behind}`,
    start: before - first + ahead.length,
    length: Math.max(1, Math.min(marked, room - (before - first))),
  };
}

interface Shown {
  /** By line, as far as they were asked for; empty for a line that is not shown. */
  readonly texts: Map<number, string>;
  /** By line: from and to, in columns from 0. */
  readonly hidden: ReadonlyMap<number, readonly (readonly [number, number])[]>;
}

const shownLines = new WeakMap<SourceFile, Shown>();

function shownOf(file: SourceFile): Shown {
  let shown = shownLines.get(file);
  if (!shown) {
    shown = { texts: new Map(), hidden: hiddenColumns(file) };
    shownLines.set(file, shown);
  }
  return shown;
}

function hiddenColumns(file: SourceFile): Shown["hidden"] {
  const hidden = new Map<number, [number, number][]>();
  for (const range of secretRanges(file)) {
    const start = file.position(range.start);
    const end = file.position(range.end);
    for (let line = start.line; line <= end.line; line++) {
      const columns = hidden.get(line) ?? [];
      columns.push([
        line === start.line ? start.column - 1 : 0,
        line === end.line ? end.column - 1 : Number.POSITIVE_INFINITY,
      ]);
      hidden.set(line, columns);
    }
  }
  return hidden;
}

function masked(line: string, hidden: readonly (readonly [number, number])[]): string {
  let shown = "";
  let from = 0;
  for (const [start, end] of hidden) {
    const to = Math.min(end, line.length);
    shown += line.slice(from, start) + "*".repeat(Math.max(0, to - Math.max(from, start)));
    from = Math.max(from, to);
  }
  shown += line.slice(from);
  // What is painted over to the last character, as is a whole Secret, says nothing.
  return /^[\s*-]*$/.test(shown) ? "" : shown;
}

/** An offset that does not cut a character in two. */
function afterPair(line: string, offset: number): number {
  const unit = line.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff && offset > 0 && offset < line.length ? offset + 1 : offset;
}
