import { isMap, type Path, type Value, valueAt } from "../../nim/value.ts";
import type { ManifestDocument, SourcePlace } from "../document.ts";

/** A piece of a source file that may have become a part of a rendered object. */
export interface Candidate {
  readonly document: ManifestDocument;
  /** Where the piece stands in its document. */
  readonly base: Path;
  readonly value: Value;
  /** Where in the object it went. */
  readonly at: Path;
  /** The piece is text in a string, so only the string has a place. */
  readonly opaque?: boolean;
}

/**
 * The place that a value of a rendered object came from: the candidate in which the path can be followed furthest to
 * the same value. Where a transformer changed a value, its parent stands for it. Of equals, the first wins.
 */
export function placeInCandidates(
  object: Value,
  path: Path,
  onKey: boolean,
  candidates: readonly Candidate[],
): SourcePlace | undefined {
  let best: { candidate: Candidate; path: Path } | undefined;
  let bestLength = -1;
  for (const candidate of candidates) {
    const { at } = candidate;
    if (at.length > path.length || at.some((step, index) => step !== path[index])) continue;
    const within = valueAt(object, at);
    if (within === undefined) continue;
    const followed = follow(within, candidate.value, path.slice(at.length));
    if (followed === undefined || at.length + followed.length <= bestLength) continue;
    best = { candidate, path: followed };
    bestLength = at.length + followed.length;
  }
  if (!best) return undefined;
  const { document, base, opaque } = best.candidate;
  const place = opaque ? base : [...base, ...best.path];
  const reached = bestLength === path.length;
  return { file: document.file, range: document.rangeOf(place, onKey || (opaque ?? false) || !reached) };
}

/** The path in the source as far as it goes; undefined where not even its start has the same value. */
function follow(rendered: Value, source: Value, path: Path): Path | undefined {
  if (!comparable(rendered, source)) return undefined;
  const followed: (string | number)[] = [];
  let here = rendered;
  let there = source;
  for (const step of path) {
    const nextStep = Array.isArray(here) && Array.isArray(there) ? sameItem(here, there, step) : step;
    const next = nextStep === undefined ? undefined : valueAt(there, [nextStep]);
    const wanted = valueAt(here, [step]);
    if (nextStep === undefined || wanted === undefined || next === undefined) break;
    if (!comparable(wanted, next) && !(step === "name" && isRenamed(wanted, next))) break;
    followed.push(nextStep);
    here = wanted;
    there = next;
  }
  return followed;
}

/** Containers are followed into; a scalar must be the same. */
function comparable(rendered: Value, source: Value): boolean {
  if (isMap(rendered)) return isMap(source);
  if (Array.isArray(rendered)) return Array.isArray(source);
  return rendered === source;
}

/** A prefix and a suffix are put around names. */
function isRenamed(rendered: Value, source: Value): boolean {
  return (
    typeof rendered === "string" && typeof source === "string" && source !== "" && rendered.includes(source)
  );
}

/** Lists may have been merged: items are known by their name, else by their value, else by their index. */
function sameItem(rendered: readonly Value[], source: readonly Value[], step: string | number) {
  const item = typeof step === "number" ? rendered[step] : undefined;
  if (item === undefined || typeof step !== "number") return undefined;
  if (isMap(item) && typeof item.name === "string") {
    const named = source.findIndex((other) => isMap(other) && other.name === item.name);
    if (named >= 0) return named;
  }
  const text = JSON.stringify(item, withBigInts);
  const equal = source.findIndex((other) => JSON.stringify(other, withBigInts) === text);
  if (equal >= 0) return equal;
  return rendered.length === source.length ? step : undefined;
}

function withBigInts(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}
