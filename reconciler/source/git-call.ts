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
  readonly limits: SourceLimits;
  /** Ends git, with all its helpers. */
  readonly signal: AbortSignal;
}

/** What a call may use until it ends. */
export interface GitCall {
  readonly folder: string;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal;
  /** git in a folder, which the signal of the call ends, or another one. */
  readonly git: (directory: string, until?: AbortSignal) => Git;
}

/** Lets git work with a home of its own. @throws SourceError */
export async function gitCall<T>(options: GitCallOptions, work: (call: GitCall) => Promise<T>): Promise<T> {
  const { folder, remote, access, limits, signal } = options;
  signal.throwIfAborted();
  const { listingBytes, refBytes, totalBytes, files, fileBytes, memoryBytes: maxMemory } = limits;
  const maxOutput = Math.max(listingBytes, refBytes, totalBytes + files * 100);
  const secrets = secretsOf(access);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await withCallHome({ folder, remote, access, bigFile: fileBytes }, (home) =>
      work({
        ...{ folder, limits, signal },
        git: (directory, until = signal) =>
          new Git({ home, directory, secrets, maxOutput, maxMemory, signal: until }),
      }),
    );
  } catch (error) {
    if (error instanceof SourceError) throw error;
    signal.throwIfAborted();
    throw error instanceof Error && "code" in error && error.code === "ENOSPC" ? diskFull() : error;
  }
}

function diskFull(): SourceError {
  return new SourceError(
    "transient",
    "DiskFull",
    "there is no space left to fetch into",
    "give the controller's volume for repositories more space",
  );
}
