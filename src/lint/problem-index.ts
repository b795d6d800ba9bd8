import type { Resource } from "../manifest/resource.ts";
import { mostOfOneCode } from "../nim/schema/judge.ts";
import type { Path } from "../nim/value.ts";

/**
 * What the API server has against a resource, to be asked by place: some sixty rules ask about each service of a
 * pipeline, which may have thousands of services and problems. Paths are from the root of what the server judges.
 */
export interface ProblemIndex {
  /** Something is wrong at the path or below it. */
  isConcerned(path: Path): boolean;
  /** What stands at the path or above it has the wrong type. */
  isMistyped(path: Path): boolean;
  /** A field beside it was probably meant to be the one at the path, or one above it: `sepc` hides all of `spec`. */
  wasMeant(path: Path): boolean;
  /** The map at the path has a field that the server does not know, or not yet. */
  hasUnknownField(path: Path): boolean;
  /** A field that the server does not know was probably meant to be the one at the path. */
  isMisspelt(path: Path): boolean;
}

/** Of a service of a pipeline: that of the pipeline, which is what the API server judges. */
export function problemsOf(resource: Resource): ProblemIndex {
  const judged = resource.pipeline?.resource ?? resource;
  if (judged.problems.length === 0) return none;
  let index = known.get(judged);
  if (!index) {
    index = indexOf(judged);
    known.set(judged, index);
  }
  return index;
}

const known = new WeakMap<Resource, ProblemIndex>();

const none: ProblemIndex = {
  isConcerned: () => false,
  isMistyped: () => false,
  wasMeant: () => false,
  hasUnknownField: () => false,
  isMisspelt: () => false,
};

function indexOf({ problems }: Resource): ProblemIndex {
  const concerned = new Set<string>();
  const mistyped = new Set<string>();
  const meant = new Set<string>();
  const unknownIn = new Set<string>();
  const misspelt = new Set<string>();
  const counts = new Map<string, number>();
  for (const { path, code, suggestion } of problems) {
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const keys = keysAlong(path);
    for (const key of keys) concerned.add(key);
    const parent = keys.at(-2) ?? "";
    if (code === "wrong-type") mistyped.add(keys.at(-1) ?? "");
    if (suggestion !== undefined) meant.add(below(parent, suggestion));
    if (code !== "unknown-field" && code !== "newer-field") continue;
    unknownIn.add(parent);
    if (code === "unknown-field" && suggestion !== undefined) misspelt.add(below(parent, suggestion));
  }
  // Of so many not all are told, so that something may be wrong anywhere.
  const isCrowded = [...counts.values()].some((count) => count >= mostOfOneCode);
  return {
    isConcerned: (path) => isCrowded || concerned.has(keyOf(path)),
    isMistyped: (path) => mistyped.size > 0 && keysAlong(path).some((key) => mistyped.has(key)),
    wasMeant: (path) => meant.size > 0 && keysAlong(path).some((key) => meant.has(key)),
    hasUnknownField: (path) => isCrowded || unknownIn.has(keyOf(path)),
    isMisspelt: (path) => misspelt.has(keyOf(path)),
  };
}

/** The keys of a path's beginnings, from the root to the path itself. */
function keysAlong(path: Path): string[] {
  const keys = [""];
  for (const step of path) keys.push(below(keys.at(-1) ?? "", step));
  return keys;
}

function keyOf(path: Path): string {
  return path.reduce<string>(below, "");
}

function below(key: string, step: string | number): string {
  return `${key}\0${step}`;
}
