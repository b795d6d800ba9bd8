import { decode, SourceFile } from "../../src/manifest/document.ts";
import { UserError } from "../../src/user-error.ts";
import { type RepositoryFile, SourceError } from "../source/source.ts";
import { guard } from "./guard.ts";
import type { Judge } from "./judge.ts";
import type { LintChoice, ReadLintChoice } from "./lint-choice.ts";

/** Judges in this thread, for as long as that takes. Without `readLint` no nimops.yaml counts. */
export function judgeHere(readLint: ReadLintChoice | undefined): Judge {
  return async ({ configuration, ...input }) =>
    guard({ ...input, lint: configuration && readLint && choiceIn(configuration, readLint) });
}

function choiceIn({ path, bytes }: RepositoryFile, readLint: ReadLintChoice): LintChoice {
  try {
    return readLint(new SourceFile(path, decode(bytes) ?? ""));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new SourceError("permanent", "ConfigurationInvalid", error.message, error.help);
  }
}
