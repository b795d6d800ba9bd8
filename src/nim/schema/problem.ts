import type { Path } from "../value.ts";
import type { OperatorVersion } from "../version.ts";
import type { Nim, NimKind } from "./kinds.ts";

export interface Judged<K extends NimKind> {
  /** The valid parts of the document, with defaults. */
  resource: Nim[K];
  problems: Problem[];
}

/** Something that makes the API server refuse a document. */
export interface Problem {
  /** From the document's root; for a missing field the place where it belongs. */
  path: Path;
  code: ProblemCode;
  message: string;
  /** What to write instead. */
  help?: string;
  /** For a newer field: the version that brings it. */
  since?: OperatorVersion;
  /** For an unknown field or value: the known one that was probably meant. */
  suggestion?: string;
}

export type ProblemCode =
  | "unknown-field"
  | "newer-field"
  | "missing-field"
  | "wrong-type"
  | "invalid-value"
  | "duplicate-item";

/**
 * Problems of one code that are told of a resource: nobody reads more of them, and a document made to have a hundred
 * thousand must not take the memory.
 */
export const mostOfOneCode = 1000;
