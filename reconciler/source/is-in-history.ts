import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fetchHistory } from "./fetch-revision.ts";
import type { Git } from "./git.ts";
import type { SourceLimits } from "./limits.ts";
import { SourceError } from "./source.ts";

export interface HistoryOptions {
  /** Whose history is looked through. */
  readonly commit: string;
  /** To fetch below. */
  readonly folder: string;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
  readonly git: (directory: string, until?: AbortSignal) => Git;
}

/**
 * Whether a commit has another one before it: of its history the commits alone are fetched, first a few, then many. `no` only
 * where the history was had to its beginning.
 */
export async function isInHistory(
  former: string,
  { commit, folder, limits, signal, git }: HistoryOptions,
): Promise<"yes" | "no" | "unknown"> {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(former)) return "unknown";
  for (const depth of depths) {
    const own = await mkdtemp(join(folder, "history-"));
    try {
      const diskBytes = Math.min(mostBytes, limits.diskBytes);
      const gitFor = (until: AbortSignal) => git(own, until);
      await fetchHistory({ folder: own, commit, limits: { ...limits, diskBytes }, signal, gitFor }, depth);
      const answer = await git(own).bytes(["cat-file", "--batch-check=%(objecttype)"], `${former}\n`);
      if (answer.toString("latin1").trim() === "commit") return "yes";
      if (!(await isCutOff(own))) return "no";
    } catch (error) {
      signal.throwIfAborted();
      // The commit itself was had: it is taken, and what nobody knows of its past is told as that.
      if (!(error instanceof SourceError)) throw error;
      return "unknown";
    } finally {
      await rm(own, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  return "unknown";
}

/** Generations. Nearly all pushes are found with the first. */
const depths = [20, 1_000];
/** A server that cannot leave files out sends them with the history. */
const mostBytes = 64 * 1024 * 1024;

/** Where git has not the whole history it notes where that ends. */
async function isCutOff(folder: string): Promise<boolean> {
  const found = await stat(join(folder, "shallow")).catch(() => undefined);
  return found !== undefined && found.size > 0;
}
