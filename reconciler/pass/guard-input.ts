import type { OperatorVersion } from "../../src/nim/version.ts";
import type { Gates } from "../repository/types.ts";
import type { RepositoryFile } from "../source/source.ts";
import type { LintChoice } from "./lint-choice.ts";
import type { LockRead } from "./read-lock.ts";

/** A revision, and what it is judged with. */
export interface GuardInput {
  readonly files: readonly RepositoryFile[];
  /** Where they are. */
  readonly path: string;
  /** The GPUInventory that the spec names; undefined where it names none. */
  readonly inventory: RepositoryFile | undefined;
  /** Of the repository; nothing where it is left out. */
  readonly lock?: LockRead | undefined;
  /** For manifests that name no namespace. */
  readonly namespace: string;
  /** Where resources may go. */
  readonly targets: readonly string[];
  readonly operatorVersion: OperatorVersion;
  readonly gates: Gates;
  /** What the repository's nimops.yaml decides; the defaults where it is left out. */
  readonly lint?: LintChoice | undefined;
  /** Somebody else applies it: nothing is stopped, only told. */
  readonly observes?: boolean;
}
