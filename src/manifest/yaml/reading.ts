import type { Value } from "../../nim/value.ts";

/** A stretch of a file's text, in UTF-16 offsets. */
export interface TextRange {
  start: number;
  end: number;
}

/** What kubectl, or we, would refuse about a document's text. */
export interface SyntaxProblem {
  range: TextRange;
  code: "syntax" | "duplicate-key" | "too-deep" | "too-many-aliases" | "ignored-content";
  message: string;
  help?: string;
  /** The other place that the message speaks of, such as the first of two equal keys. */
  related?: TextRange;
}

/** A document's value as kubectl would send it, and what is wrong with its text. */
export interface Reading {
  /** Undefined where nothing could be read; after a recovered syntax error it is what could be saved. */
  value: Value | undefined;
  problems: SyntaxProblem[];
  /** Some plain scalar means one thing to YAML 1.1 (kubectl) and another to YAML 1.2. */
  ambiguous: boolean;
  /** Only the first error was looked for: read it again after `loadRecovery` for the others and for what can be saved. */
  recoverable?: true;
}
