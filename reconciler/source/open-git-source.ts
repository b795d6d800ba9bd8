import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { GitRef } from "../repository/types.ts";
import { checkAccess, type GitAccess, secretsOf } from "./access.ts";
import { withCallHome } from "./call-home.ts";
import { fetchRevision } from "./fetch-revision.ts";
import { findRevision } from "./find-revision.ts";
import { Git } from "./git.ts";
import { isInHistory } from "./is-in-history.ts";
import { type SourceLimits, usualLimits } from "./limits.ts";
import { readTree } from "./read-tree.ts";
import { type RemoteUrl, remoteUrl } from "./remote-url.ts";
import {
  type RepositoryFile,
  type Revision,
  type Source,
  type SourceCallOptions,
  SourceError,
} from "./source.ts";
import { verifySignature } from "./verify-signature.ts";

export interface GitSourceOptions {
  readonly url: string;
  readonly ref: GitRef;
  /** Asked before each call, so that a token that was replaced is used at once. */
  readonly access: () => Promise<GitAccess>;
  /** For one call with all that git does in it: milliseconds. */
  readonly timeout: number;
  /** Of this source alone: everything in it is removed at the first call. */
  readonly folder: string;
  /** Hosts that may be asked; any when left out. */
  readonly hosts?: readonly string[];
  readonly limits?: Partial<SourceLimits>;
}

/**
 * A Git repository as a source: one commit at a time, bare and without its history.
 *
 * @throws SourceError where the address can be none.
 */
export function openGitSource(options: GitSourceOptions): Source {
  return new GitSource(options);
}

class GitSource implements Source {
  readonly #options: GitSourceOptions;
  readonly #remote: RemoteUrl;
  readonly #limits: SourceLimits;
  /** Calls come one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #isSwept = false;
  /** The commit that is here, and the signers that it was held against. */
  #here: { readonly commit: string; readonly signers: string | undefined } | undefined;

  constructor(options: GitSourceOptions) {
    this.#options = options;
    this.#remote = checkedRemote(options);
    this.#limits = { ...usualLimits, ...options.limits };
  }

  look(options: SourceCallOptions = {}): Promise<Revision> {
    return this.#call(options, ({ git, folder }) => findRevision(git(folder), this.#options.ref));
  }

  read(
    { commit }: Revision,
    path: string,
    options: SourceCallOptions = {},
  ): Promise<readonly RepositoryFile[]> {
    return this.#call(options, async (call) => {
      if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
        throw new SourceError("permanent", "RefNotFound", "a commit has 40 or 64 hexadecimal digits");
      }
      await this.#bring(commit, call);
      const git = call.git(join(call.folder, commit));
      return readTree(git, commit, checkedPath(path), this.#limits);
    });
  }

  follows(
    { commit }: Revision,
    former: string,
    options: SourceCallOptions = {},
  ): Promise<"yes" | "no" | "unknown"> {
    return this.#call(options, ({ git, folder, signal }) =>
      isInHistory(former, { commit, folder, limits: this.#limits, signal, git }),
    );
  }

  async #bring(commit: string, { git, folder, access, signal }: Call): Promise<void> {
    const signers = access.allowedSigners;
    const isHere = this.#here?.commit === commit;
    if (isHere && this.#here?.signers === signers) return;
    if (!isHere) {
      this.#here = undefined;
      await sweep(folder, (name) => !name.startsWith("call-"));
      const fresh = await mkdtemp(join(folder, "fetch-"));
      try {
        const gitFor = (until: AbortSignal) => git(fresh, until);
        await fetchRevision({ folder: fresh, commit, limits: this.#limits, signal, gitFor }).catch(
          (error) => {
            throw this.#options.ref.commit === commit && isGone(error) ? noSuchCommit(commit) : error;
          },
        );
        if (signers !== undefined) await verifySignature(git(fresh), commit);
        await rename(fresh, join(folder, commit));
      } catch (error) {
        await rm(fresh, { recursive: true, force: true, maxRetries: 3 });
        throw error;
      }
    } else if (signers !== undefined) await verifySignature(git(join(folder, commit)), commit);
    this.#here = { commit, signers };
  }

  #call<T>({ signal: outer }: SourceCallOptions, work: (call: Call) => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      outer?.throwIfAborted();
      const patience = AbortSignal.timeout(this.#options.timeout);
      const signal = outer ? AbortSignal.any([outer, patience]) : patience;
      try {
        return await this.#callWithin(signal, work);
      } catch (error) {
        outer?.throwIfAborted();
        if (patience.aborted && !(error instanceof SourceError)) throw tookTooLong(this.#options.timeout);
        throw error instanceof Error && "code" in error && error.code === "ENOSPC" ? diskFull() : error;
      }
    });
    this.#last = result.catch(() => {});
    return result;
  }

  async #callWithin<T>(signal: AbortSignal, work: (call: Call) => Promise<T>): Promise<T> {
    const { folder, timeout } = this.#options;
    const access = await this.#options.access();
    checkAccess(access);
    if (this.#remote.protocol === "ssh" && access.credentials?.is !== "ssh") throw noKey();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // What a killed process left: half of a fetch, locks, secrets.
    if (!this.#isSwept) await sweep(folder, () => true);
    this.#isSwept = true;
    const secrets = secretsOf(access);
    const { listingBytes, refBytes, totalBytes, files, fileBytes, memoryBytes: maxMemory } = this.#limits;
    const maxOutput = Math.max(listingBytes, refBytes, totalBytes + files * 100);
    const silence = Math.max(1, Math.ceil(timeout / 1000));
    const home = { folder, remote: this.#remote, access, silence, bigFile: fileBytes };
    return withCallHome(home, (home) =>
      work({
        folder,
        access,
        signal,
        git: (directory, until = signal) =>
          new Git({ home, directory, secrets, maxOutput, maxMemory, signal: until }),
      }),
    );
  }
}

interface Call {
  readonly folder: string;
  readonly access: GitAccess;
  readonly signal: AbortSignal;
  readonly git: (directory: string, until?: AbortSignal) => Git;
}

async function sweep(folder: string, isLeft: (name: string) => boolean): Promise<void> {
  const names = (await readdir(folder)).filter(isLeft);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function checkedRemote({ url, hosts }: GitSourceOptions): RemoteUrl {
  const remote = remoteUrl(url);
  if ("fault" in remote) {
    throw new SourceError(
      "permanent",
      "UrlRefused",
      `this is no address of a repository: ${remote.fault}`,
      "write https://HOST/OWNER/NAME.git or ssh://git@HOST/OWNER/NAME.git",
    );
  }
  if (hosts !== undefined && !hosts.includes(remote.host)) {
    throw new SourceError(
      "permanent",
      "HostRefused",
      `the controller may not ask ${remote.host} for repositories`,
      `it may ask ${hosts.join(", ")}`,
    );
  }
  return remote;
}

/** From the top of the repository, without a way out of it. */
function checkedPath(path: string): string {
  const steps = path.split("/").filter((step) => step !== "" && step !== ".");
  if (steps.includes("..") || /[\0\n]/.test(path) || path.startsWith("/") || path.startsWith(":")) {
    throw new SourceError("permanent", "PathNotFound", `${JSON.stringify(path)} is no path in a repository`);
  }
  return steps.join("/") || ".";
}

function isGone(error: unknown): boolean {
  return error instanceof SourceError && error.reason === "RevisionGone";
}

function noSuchCommit(commit: string): SourceError {
  return new SourceError(
    "permanent",
    "RefNotFound",
    `the repository has no commit ${commit}`,
    "push it, or name another one in spec.ref.commit; a server of Git may also refuse commits that no branch leads to",
  );
}

function tookTooLong(timeout: number): SourceError {
  return new SourceError(
    "transient",
    "TimedOut",
    `the Git server was not done after ${timeout / 1000} seconds`,
    "raise spec.timeout if the repository is large; else check the address, the proxy and network policies",
  );
}

function noKey(): SourceError {
  return new SourceError(
    "permanent",
    "CredentialsUnusable",
    "an address of ssh needs a key and the known hosts",
    "name a Secret with identity and known_hosts in spec.auth, with type: ssh",
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
