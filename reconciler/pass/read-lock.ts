import { lockFileName } from "../../src/nim/profile/lock/lock.ts";
import { type RepositoryFile, type Revision, type Source, SourceError } from "../source/source.ts";

/** The repository's lock file, which tells the plan what images hold, as in the pull request. */
export interface LockRead {
  /** Undefined where there is none, and where it cannot be had. */
  readonly file: RepositoryFile | undefined;
  /** Why it cannot be had: the plan goes on with what is known without it, and says so. */
  readonly problem: string | undefined;
}

/** @throws SourceError where it may be had later. */
export async function readLock(
  source: Source,
  revision: Revision,
  options: { readonly signal?: AbortSignal },
): Promise<LockRead> {
  try {
    const [file] = await source.read(revision, lockFileName, options);
    return { file: file?.path === lockFileName ? file : undefined, problem: undefined };
  } catch (error) {
    if (!(error instanceof SourceError) || error.kind === "transient") throw error;
    const problem = error.reason === "PathNotFound" ? undefined : error.message;
    return { file: undefined, problem };
  }
}
