import type { Path } from "../../nim/value.ts";
import type { SourceFile } from "../document.ts";
import { placesOf, type TextRange } from "../yaml/index.ts";

/** Why something was not rendered, with the place that an author must change. */
export class RenderFault extends Error {
  readonly file: SourceFile;
  readonly range: TextRange;
  readonly help: string | undefined;

  constructor(file: SourceFile, range: TextRange, message: string, help?: string) {
    super(message);
    this.name = "RenderFault";
    this.file = file;
    this.range = range;
    this.help = help;
  }
}

/** The place of a value in a file of one document, or its nearest parent. */
export function rangeIn({ text }: SourceFile, path: Path): TextRange {
  const places = placesOf(text, { start: 0, end: text.length });
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    const range = places.scalarAt(part) ? places.valueOf(part) : places.keyOf(part);
    if (range) return range;
  }
  return startOf();
}

/** The first character; for what concerns a file as a whole. */
export function startOf(): TextRange {
  return { start: 0, end: 0 };
}
