import type { Resource } from "../../manifest/resource.ts";
import type { Path } from "../../nim/value.ts";
import type { Location } from "../plan.ts";

/** The line on which a resource, or a part of it, begins in the file that its author can change. */
export function locationOf(resource: Resource, path: Path = []): Location {
  const { document } = resource;
  const placed = resource.place(path);
  // Places are expensive, and most plans tell of whole documents of plain files.
  const isWhole = placed.length === 0 && document.file.origin === undefined;
  const { file, range } = isWhole ? document : document.sourceOf(placed, true);
  const start = isWhole ? afterBlanks(file.text, range.start, range.end) : range.start;
  return { file: file.path, line: file.position(start).line };
}

/** Past blank lines, comments and the line that begins a document. */
function afterBlanks(text: string, start: number, end: number): number {
  const blanks = /(?:[ \t]*(?:#[^\n]*|---[ \t]*(?:#[^\n]*)?)?\r?\n|\uFEFF)*/y;
  blanks.lastIndex = start;
  blanks.exec(text);
  return Math.min(blanks.lastIndex, end);
}
