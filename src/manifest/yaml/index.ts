import { readFast } from "./fast.ts";
import { type FullReading, readFully } from "./full.ts";
import { readJson } from "./json.ts";
import { createPlaces, type Places } from "./place.ts";
import type { Reading, TextRange } from "./reading.ts";

export { LineIndex, type Position } from "./line-index.ts";
export type { Ambiguity, Places, ScalarStyle } from "./place.ts";
export type { Reading, SyntaxProblem, TextRange } from "./reading.ts";
export { loadRecovery } from "./recovery.ts";
export { type DocumentRange, splitDocuments } from "./split-documents.ts";

/** A document's value as kubectl would send it to the API server, and every problem of its text. */
export function readDocument(text: string, range: TextRange): Reading {
  // JSON comes first: its numbers follow other rules than YAML's.
  const json = readJson(text, range);
  if (json !== undefined) return { value: json.value, problems: json.problems, ambiguous: false };
  const fast = readFast(text, range, false);
  if (fast !== undefined) return { value: fast.value, problems: [], ambiguous: fast.ambiguous };
  const { value, problems, ambiguous, recoverable } = readFullyOnce(text, range);
  return { value, problems, ambiguous, ...(recoverable && { recoverable }) };
}

/** The places of the same document's values, read once more with an eye on them. */
export function placesOf(text: string, range: TextRange): Places {
  const read = readJson(text, range) ?? readFast(text, range, true) ?? readFullyOnce(text, range);
  return createPlaces(text, read.root);
}

/** Whoever reads a document with problems asks for its places next. Of one document only, and gone with its range. */
let last = new WeakMap<TextRange, { text: string; reading: FullReading }>();

function readFullyOnce(text: string, range: TextRange): FullReading {
  const known = last.get(range);
  if (known?.text === text && !known.reading.recoverable) return known.reading;
  const reading = readFully(text, range);
  last = new WeakMap([[range, { text, reading }]]);
  return reading;
}
