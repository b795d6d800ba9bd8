import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { forgetRemote, makeBareRepository } from "./bare-repository.ts";
import type { Git } from "./git.ts";
import type { SourceLimits } from "./limits.ts";
import { SourceError } from "./source.ts";

export interface FetchOptions {
  /** An empty folder to fetch into. */
  readonly folder: string;
  readonly commit: string;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
  /** The way to git in the folder, which the signal ends. */
  readonly gitFor: (signal: AbortSignal) => Git;
}

/** Fetches one commit without its history, and without files that are too large to be manifests. @throws SourceError */
export function fetchRevision(options: FetchOptions): Promise<void> {
  return fetchPart(options, 1, `blob:limit=${options.limits.fileBytes + 1}`);
}

/** Fetches a commit and those before it, so many generations, without what is in them. @throws SourceError */
export function fetchHistory(options: FetchOptions, generations: number): Promise<void> {
  return fetchPart(options, generations, "tree:0");
}

async function fetchPart(options: FetchOptions, depth: number, filter: string): Promise<void> {
  const { folder, commit, limits, signal, gitFor } = options;
  await makeBareRepository(folder, commit);
  const full = new AbortController();
  const watch = setInterval(async () => {
    if ((await bytesBelow(folder)) > limits.diskBytes) full.abort();
  }, diskInterval);
  try {
    await gitFor(AbortSignal.any([signal, full.signal])).run([
      "fetch",
      "--quiet",
      `--depth=${depth}`,
      "--no-tags",
      "--no-recurse-submodules",
      "--no-auto-maintenance",
      "--no-write-fetch-head",
      // Servers that do not know it send everything; the watch on the disk is for them.
      `--filter=${filter}`,
      "origin",
      commit,
    ]);
    if ((await bytesBelow(folder)) > limits.diskBytes) full.abort();
  } catch (error) {
    if (!full.signal.aborted) throw error;
  } finally {
    clearInterval(watch);
  }
  if (full.signal.aborted) throw tooLarge(limits);
  await forgetRemote(folder, commit);
}

/** Milliseconds. */
const diskInterval = 100;

async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function tooLarge({ diskBytes }: SourceLimits): SourceError {
  return new SourceError(
    "permanent",
    "TooLarge",
    `one commit of the repository takes more than ${Math.round(diskBytes / 1024 / 1024)} MiB`,
    "give the manifests a repository of their own",
  );
}
