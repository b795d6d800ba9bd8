import type { Edit } from "../manifest/edit/edit.ts";
import type { Path } from "../nim/value.ts";

export type { Edit } from "../manifest/edit/edit.ts";

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

export interface Fix {
  readonly safety: FixSafety;
  /** Their paths begin at the root of the resource. */
  readonly edits: readonly Edit[];
}

/** Where a resource stands in its file: what turns a path of the resource into a place of the text. */
export interface ResourcePlace {
  /** Offset of its document in the text of the file. */
  readonly document: number;
  /** Path of the resource in that document; empty but for the items of a List. */
  readonly base: Path;
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
  /** Absent where the text could not be read as a resource. */
  readonly place?: ResourcePlace;
  /** The clusters of the configuration that the finding concerns; empty for the unnamed one. */
  readonly clusters: readonly string[];
}
