import type { Location } from "../lint/finding.ts";
import { excerptOf } from "./source-line.ts";
import type { SourceLines } from "./source-lines.ts";

const width = 100;

/**
 * The source line of a place with the place underlined, as two lines of plain text; undefined where there is
 * nothing to show. `location` is the finding's own place or a related one.
 */
export function codeFrame({ file, start, end }: Location, source: SourceLines): string | undefined {
  const text = source.line(file, start.line);
  if (text === undefined) return undefined;
  const number = String(start.line);
  const units = (end.line === start.line ? end.column : text.length + 1) - start.column;
  const shown = excerptOf(text, start.column - 1, Math.max(1, units), width - number.length - 3);
  const blank = " ".repeat(number.length);
  return `${number} | ${shown.text}\n${blank} | ${" ".repeat(shown.start)}${"^".repeat(shown.length)}`;
}
