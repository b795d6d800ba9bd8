import { isAscii, isUtf8 } from "node:buffer";
import type { Path } from "../nim/value.ts";
import { LineIndex, type Places, type Position, placesOf, type TextRange } from "./yaml/index.ts";

/** A file as text, with what is worked out of it only when a finding needs it. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #lines: LineIndex | undefined;

  /** `path` is what people see: relative to the working directory, with slashes. */
  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  position(offset: number): Position {
    return this.lines.position(offset);
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }
}

/** One YAML or JSON document of a file. */
export class ManifestDocument {
  readonly file: SourceFile;
  readonly range: TextRange;
  /** Whether it holds plain scalars that YAML 1.1 and 1.2 read differently. */
  readonly ambiguous: boolean;

  constructor(file: SourceFile, range: TextRange, ambiguous: boolean) {
    this.file = file;
    this.range = range;
    this.ambiguous = ambiguous;
  }

  /** Reads the document once more, this time with places. */
  get places(): Places {
    let places = recentPlaces.get(this);
    if (!places) {
      const [oldest] = recentPlaces.keys();
      if (oldest && recentPlaces.size >= mostRecentPlaces) recentPlaces.delete(oldest);
      places = placesOf(this.file.text, this.range);
      recentPlaces.set(this, places);
    }
    return places;
  }

  /**
   * The text that stands for a path: a scalar's value, a container's key. Where the path does not exist,
   * its nearest parent stands for it; where nothing does, the start of the document.
   */
  rangeOf(path: Path, onKey: boolean): TextRange {
    const places = this.places;
    const value = places.valueOf(path);
    const key = places.keyOf(path);
    if (!onKey && value && (key === undefined || places.scalarAt(path)))
      return firstLineOf(this.file.text, value);
    if (key) return key;
    if (value) return firstLineOf(this.file.text, value);
    if (path.length > 0) return this.rangeOf(path.slice(0, -1), true);
    return firstLineOf(this.file.text, this.range);
  }
}

/** Places take more memory than values, and are asked for document by document. */
const recentPlaces = new Map<ManifestDocument, Places>();
const mostRecentPlaces = 8;

/** The text of a file; undefined where it is not UTF-8. Pure ASCII, the usual case, is the cheapest to decode. */
export function decode(bytes: Buffer): string | undefined {
  if (isAscii(bytes)) return bytes.toString("latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

function firstLineOf(text: string, range: TextRange): TextRange {
  const slice = text.slice(range.start, range.end);
  const blank = /^[\s]*/.exec(slice)?.[0].length ?? 0;
  const start = blank === slice.length ? range.start : range.start + blank;
  const line = /^[^\r\n]*/.exec(text.slice(start, range.end))?.[0].trimEnd().length ?? 0;
  return { start, end: start + line };
}
