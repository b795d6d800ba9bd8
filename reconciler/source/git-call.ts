import { mkdir } from "node:fs/promises";
import { type GitAccess, secretsOf } from "./access.ts";
import { withCallHome } from "./call-home.ts";
import { Git } from "./git.ts";
import type { SourceLimits } from "./limits.ts";
import type { RemoteUrl } from "./remote-url.ts";
import { SourceError } from "./source.ts";

export interface GitCallOptions {
  /** For what is fetched, and for the secrets while git runs. */
  readonly folder: string;
  readonly remote: RemoteUrl;
  readonly access: GitAccess;
  /** For all that git does in the call: milliseconds. */
  readonly timeout: number;
  readonly limits: SourceLimits;
  readonly signal?: AbortSignal | undefined;
}

/** What a call may use until it ends. */
export interface GitCall {
  readonly folder: string;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
  /** git in a folder, which the signal of the call ends, or another one. */
  readonly git: (directory: string, until?: AbortSignal) => Git;
}

/** Lets git work with a home of its own, for so long and no longer. @throws SourceError */
export async function gitCall<T>(options: GitCallOptions, work: (call: GitCall) => Promise<T>): Promise<T> {
  const { folder, remote, access, timeout, limits, signal: outer } = options;
  outer?.throwIfAborted();
  const patience = AbortSignal.timeout(timeout);
  const signal = outer ? AbortSignal.any([outer, patience]) : patience;
  const { listingBytes, refBytes, totalBytes, files, fileBytes, memoryBytes: maxMemory } = limits;
  const maxOutput = Math.max(listingBytes, refBytes, totalBytes + files * 100);
  const secrets = secretsOf(access);
  const silence = Math.max(1, Math.ceil(timeout / 1000));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await withCallHome({ folder, remote, access, silence, bigFile: fileBytes }, (home) =>
      work({
        ...{ folder, limits, signal },
        git: (directory, until = signal) =>
          new Git({ home, directory, secrets, maxOutput, maxMemory, signal: until }),
      }),
    );
  } catch (error) {
    outer?.throwIfAborted();
    if (patience.aborted && !(error instanceof SourceError)) throw tookTooLong(timeout);
    throw error instanceof Error && "code" in error && error.code === "ENOSPC" ? diskFull() : error;
  }
}

function tookTooLong(timeout: number): SourceError {
  return new SourceError(
    "transient",
    "TimedOut",
    `the Git server was not done after ${timeout / 1000} seconds`,
    "raise spec.timeout if the repository is large; else check the address, the proxy and network policies",
  );
}

function diskFull(): SourceError {
  return new SourceError(
    "transient",
    "DiskFull",
    "there is no space left to fetch into",
    "give the controller's volume for repositories more space",
  );
}
