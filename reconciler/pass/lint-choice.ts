import type { LintSettings } from "../../src/lint/settings.ts";
import type { Override } from "../../src/lint/suppress/override.ts";
import type { SourceFile } from "../../src/manifest/document.ts";

/** What a repository decides about lint, in its nimops.yaml. */
export interface LintChoice {
  readonly settings: Partial<Omit<LintSettings, "operatorVersion">>;
  readonly overrides: readonly Override[];
  /** The configuration; undefined where there is none. */
  readonly source: SourceFile | undefined;
}

/**
 * Reads the text of a nimops.yaml. The command line knows how; the reconciler is handed it.
 *
 * @throws UserError where it is wrong.
 */
export type ReadLintChoice = (configuration: SourceFile) => LintChoice;
