import type { Path } from "../nim/value.ts";

/** How bad a finding is, worst first. */
export const severities = ["error", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/**
 * Who would complain about the manifest if nimops did not:
 * - `parser`: kubectl cannot read the text
 * - `api-server`: refused by the schema or a CEL rule of the CRD
 * - `webhook`: refused by the operator's admission webhook, which is off by default
 * - `operator`: accepted, then broken or ignored at run time
 * - `scheduler`: accepted, then pods stay Pending or cannot attach their volume
 * - `nimops`: nobody; good practice or the team's own policy
 */
export const enforcers = ["parser", "api-server", "webhook", "operator", "scheduler", "nimops"] as const;
export type EnforcedBy = (typeof enforcers)[number];

/** How far a fix can be trusted: `safe` keeps the meaning that the author intended, `unsafe` needs a look. */
export type FixSafety = "safe" | "unsafe";

/** One change to a document, in terms of places; only the fixer turns it into bytes. */
export type Edit =
  | { readonly op: "remove"; readonly path: Path }
  | { readonly op: "set"; readonly path: Path; readonly value: string | number | boolean }
  | { readonly op: "rename"; readonly path: Path; readonly key: string };

export interface Fix {
  readonly safety: FixSafety;
  readonly edits: readonly Edit[];
}

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units, as editors and GitHub count. */
  readonly column: number;
}

/** A range of text in a file; the end is exclusive. */
export interface Location {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface RelatedPlace {
  readonly message: string;
  readonly location: Location;
}

/** What a rule says about one place of one manifest, with its position resolved. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly enforcedBy: EnforcedBy;
  readonly message: string;
  readonly help: string | undefined;
  readonly location: Location;
  /** Undefined where the text could not be read as a resource. */
  readonly object: ObjectName | undefined;
  /** From the root of the resource. */
  readonly path: Path;
  readonly related: readonly RelatedPlace[];
  readonly fix: Fix | undefined;
  /** The clusters of the configuration that the finding concerns; empty for the unnamed one. */
  readonly clusters: readonly string[];
  /** The source line may hold a secret that has no known form, so no report shows it. */
  readonly confidential: boolean;
}
