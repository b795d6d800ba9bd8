import type { Path, Scalar } from "../../nim/value.ts";
import { resolveCoreScalar, resolveScalar } from "../../nim/yaml-scalar.ts";
import type { TextRange } from "./reading.ts";

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

/** Where a value stands, and the values in it. Aliases share the inner places of their anchor. */
export interface Place extends TextRange {
  /** Only of scalars. */
  style?: ScalarStyle;
  /** Of an alias of a scalar: where the scalar itself stands. */
  source?: TextRange;
  /** A plain scalar, untagged, that YAML 1.1 and 1.2 read differently. */
  ambiguous?: true;
  entries?: Map<string, Entry>;
  items?: Place[];
}

export interface Entry {
  key: TextRange;
  /** The key is a plain scalar that YAML 1.1 and 1.2 read differently. */
  ambiguousKey?: true;
  value: Place;
}

/**
 * The places of a document's values.
 *
 * A path that leads through an alias or a merge ends inside the anchor, where the text stands that an author must change;
 * the path of the alias itself is the alias. Items of lists have no key. An empty value is an empty range after its
 * colon or dash; a block scalar ends with its last character that is not white space.
 */
export interface Places {
  keyOf(path: Path): TextRange | undefined;
  valueOf(path: Path): TextRange | undefined;
  /** Plain scalars that the two versions read differently. For a key, path is that of its value, range the key's. */
  ambiguous: Ambiguity[];
  /** A scalar as it is written, quotes included. */
  scalarAt(path: Path): { source: string; style: ScalarStyle } | undefined;
}

export interface Ambiguity {
  path: Path;
  range: TextRange;
  source: string;
  /** What kubectl takes it for. */
  yaml11: Scalar;
  /** What YAML 1.2 takes it for, by its core schema. */
  yaml12: Scalar;
}

export function createPlaces(text: string, root: Place | undefined): Places {
  return {
    keyOf(path) {
      const last = path.at(-1);
      if (last === undefined) return undefined;
      const entry = placeAt(root, path.slice(0, -1))?.entries?.get(String(last));
      return entry && { start: entry.key.start, end: entry.key.end };
    },
    valueOf(path) {
      const place = placeAt(root, path);
      return place && { start: place.start, end: place.end };
    },
    scalarAt(path) {
      const place = placeAt(root, path);
      if (place?.style === undefined) return undefined;
      const { start, end } = place.source ?? place;
      return { source: text.slice(start, end), style: place.style };
    },
    get ambiguous() {
      const found: Ambiguity[] = [];
      if (root !== undefined) collectAmbiguities(text, root, [], found);
      return found;
    },
  };
}

function placeAt(root: Place | undefined, path: Path): Place | undefined {
  let place = root;
  for (const step of path) {
    if (place?.entries !== undefined) place = place.entries.get(String(step))?.value;
    else place = typeof step === "number" ? place?.items?.[step] : undefined;
  }
  return place;
}

function collectAmbiguities(text: string, place: Place, path: Path, found: Ambiguity[]): void {
  if (place.ambiguous) found.push(ambiguity(text, place.source ?? place, path));
  for (const [index, item] of place.items?.entries() ?? []) {
    collectAmbiguities(text, item, [...path, index], found);
  }
  for (const [key, entry] of place.entries ?? []) {
    if (entry.ambiguousKey) found.push(ambiguity(text, entry.key, [...path, key]));
    collectAmbiguities(text, entry.value, [...path, key], found);
  }
}

function ambiguity(text: string, { start, end }: TextRange, path: Path): Ambiguity {
  const source = text.slice(start, end);
  return {
    path,
    range: { start, end },
    source,
    yaml11: resolveScalar(source),
    yaml12: resolveCoreScalar(source),
  };
}
