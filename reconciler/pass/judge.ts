import type { RepositoryFile } from "../source/source.ts";
import type { GuardInput } from "./guard-input.ts";
import type { Guarded } from "./guarded.ts";

/** All that strangers wrote, and what it is judged with: values that can be handed to another process. */
export interface JudgeInput extends Omit<GuardInput, "lint"> {
  /** The repository's nimops.yaml; undefined where it has none. */
  readonly configuration: RepositoryFile | undefined;
}

/**
 * Reads and judges what a revision has. Nothing else of the reconciler reads what strangers wrote, so that it can be done where
 * it keeps nobody from working.
 *
 * @throws SourceError where the configuration is wrong.
 */
export type Judge = (input: JudgeInput, signal?: AbortSignal) => Promise<Guarded>;
