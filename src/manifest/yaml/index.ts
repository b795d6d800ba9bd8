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

/** Whoever reads a document with problems asks for its places next. */
let last: { text: string; range: TextRange; reading: FullReading } | undefined;

function readFullyOnce(text: string, range: TextRange): FullReading {
  if (
    last?.reading.recoverable ||
    last?.text !== text ||
    last.range.start !== range.start ||
    last.range.end !== range.end
  ) {
    last = { text, range: { start: range.start, end: range.end }, reading: readFully(text, range) };
  }
  return last.reading;
}
