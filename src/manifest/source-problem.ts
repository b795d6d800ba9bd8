import type { InventoryProblemCode } from "../inventory/problem.ts";
import type { Path } from "../nim/value.ts";
import type { SourceFile } from "./document.ts";
import type { SyntaxProblem, TextRange } from "./yaml/index.ts";

/** What can be wrong with a file or a document before there is a resource to judge. */
export type SourceProblemCode =
  | "syntax"
  | "duplicate-key"
  | "too-deep"
  | "too-many-aliases"
  | "ignored-content"
  | "ambiguous-scalar"
  | "not-utf8"
  | "too-large"
  | "outside-root"
  | "unreadable"
  | "unknown-kind"
  | "unknown-api-version"
  | "not-an-object"
  | "unrendered-template"
  | "unrendered-patch"
  | "render-failed"
  | InventoryProblemCode;

export interface SourceProblem {
  readonly code: SourceProblemCode;
  readonly file: string;
  /** Undefined where the file has no readable text. */
  readonly range: TextRange | undefined;
  readonly path: Path;
  readonly message: string;
  readonly help?: string | undefined;
  readonly related?: { readonly range: TextRange; readonly message: string } | undefined;
}

/** A problem of a file as a whole. */
export function fileProblem(
  code: SourceProblemCode,
  file: string,
  message: string,
  help?: string,
): SourceProblem {
  return { code, file, range: undefined, path: [], message, help };
}

/** A problem of a document's text. */
export function syntaxProblem(
  file: Pick<SourceFile, "path">,
  { code, range, message, help, related }: SyntaxProblem,
): SourceProblem {
  return {
    code,
    file: file.path,
    range,
    path: [],
    message,
    help,
    related: related && {
      range: related,
      message: code === "duplicate-key" ? "first used here" : "see also",
    },
  };
}
