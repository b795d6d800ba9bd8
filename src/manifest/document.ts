import { isAscii, isUtf8 } from "node:buffer";
import type { Path } from "../nim/value.ts";
import { LineIndex, type Places, type Position, placesOf, type TextRange } from "./yaml/index.ts";

/** A file as text, with what is worked out of it only when a finding needs it. */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  /** Set for text that no file holds because it was rendered from others. */
  readonly origin: Origin | undefined;
  #lines: LineIndex | undefined;

  /** `path` is what people see: relative to the working directory, with slashes. */
  constructor(path: string, text: string, origin?: Origin) {
    this.path = path;
    this.text = text;
    this.origin = origin;
  }

  position(offset: number): Position {
    return this.lines.position(offset);
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }
}

/** What rendered text was made from: the way back from its places to those that an author can change. */
export interface Origin {
  /** The directory or the chart, as people see it. */
  readonly from: string;
  /** The declared cluster that it goes to; undefined: every one whose paths cover `covered`. */
  readonly cluster: string | undefined;
  /** The path by which clusters claim it. */
  readonly covered: string;
  /** For objects that name none; undefined: the cluster's. */
  readonly namespace: string | undefined;
  placeOf(document: ManifestDocument, path: Path, onKey: boolean): SourcePlace;
  /** Of text that is no readable document. */
  placeOfText(file: SourceFile, range: TextRange): SourcePlace;
}

export interface SourcePlace {
  readonly file: SourceFile;
  readonly range: TextRange;
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
    const places = recentPlaces.get(this) ?? placesOf(this.file.text, this.range);
    recentPlaces.delete(this);
    recentPlaces.set(this, places);
    forgetOldPlaces();
    return places;
  }

  /** The text that an author must change for a path: of a rendered document, in the file that it came from. */
  sourceOf(path: Path, onKey: boolean): SourcePlace {
    const { file } = this;
    return file.origin?.placeOf(this, path, onKey) ?? { file, range: this.rangeOf(path, onKey) };
  }

  /**
   * The text that stands for a path: a scalar's value, a container's key. Where the path does not exist,
   * its nearest parent stands for it; where nothing does, the start of the document.
   */
  rangeOf(path: Path, onKey: boolean): TextRange {
    const places = this.places;
    const value = places.valueOf(path);
    const key = places.keyOf(path);
    if (!onKey && value && (key === undefined || places.scalarAt(path))) return firstLineOf(this.file, value);
    if (key) return key;
    if (value) return firstLineOf(this.file, value);
    if (path.length > 0) return this.rangeOf(path.slice(0, -1), true);
    return firstLineOf(this.file, this.range);
  }
}

/**
 * Places take more memory than values, and are asked for document by document: those of the last ones are kept, the
 * last asked for at the end. A few are kept whatever their size, since findings point at other documents too, of which
 * some (a cache, the first of those that share it) are the same for a thousand services.
 */
const recentPlaces = new Map<ManifestDocument, Places>();
const mostRecentPlaces = 8;
const keptPlaces = 4;
/** Characters of text that the documents may have together. */
const mostRecentText = 1024 * 1024;

function forgetOldPlaces(): void {
  let length = 0;
  for (const { range } of recentPlaces.keys()) length += range.end - range.start;
  for (const document of recentPlaces.keys()) {
    const { size } = recentPlaces;
    if (size <= keptPlaces || (size <= mostRecentPlaces && length <= mostRecentText)) return;
    recentPlaces.delete(document);
    length -= document.range.end - document.range.start;
  }
}

/** The text of a file; undefined where it is not UTF-8. Pure ASCII, the usual case, is the cheapest to decode. */
export function decode(bytes: Buffer): string | undefined {
  if (isAscii(bytes)) return bytes.toString("latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

/** A range without the blanks around it, to the end of its first line at most. */
function firstLineOf({ text, lines }: SourceFile, range: TextRange): TextRange {
  let { start } = range;
  while (start < range.end && isBlank(text.charCodeAt(start))) start++;
  if (start >= range.end) return { start: range.start, end: range.start };
  let end = Math.min(range.end, lines.endOf(start));
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff;
}
