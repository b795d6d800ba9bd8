import type { GitRef } from "../repository/types.ts";
import { checkAccess, type GitAccess } from "./access.ts";
import { gitCall } from "./git-call.ts";
import type { GitStore } from "./git-store.ts";
import type { GitStores } from "./git-stores.ts";
import { withPatience } from "./patience.ts";
import { readTrees } from "./read-trees.ts";
import type { Follower } from "./ref-looks.ts";
import { type RemoteUrl, remoteUrl } from "./remote-url.ts";
import {
  type FilesByPath,
  type LookOptions,
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
  /** For one call with all that git does in it, be it for others too: milliseconds. */
  readonly timeout: number;
  /** Hosts that may be asked; any when left out. */
  readonly hosts?: readonly string[];
  /** Where what is fetched goes, for this source or for several that share it. */
  readonly stores: GitStores;
  /** Another source has found something new, with a question of that moment: to look since then costs nothing. */
  readonly onNews?: (asked: number) => void;
  /** It was closed, and asks for no access any more. */
  readonly onEnd?: () => void;
}

interface Call {
  readonly access: GitAccess;
  readonly signal: AbortSignal;
}

/** A source that has to be told when nobody needs it any more. */
export interface OpenedSource extends Source {
  close(): Promise<void>;
}

/**
 * A Git repository as a source: one commit at a time, bare and without its history.
 *
 * @throws SourceError where the address can be none.
 */
export function openGitSource(options: GitSourceOptions): OpenedSource {
  return new GitSource(options);
}

class GitSource implements OpenedSource {
  readonly #options: GitSourceOptions;
  readonly #remote: RemoteUrl;
  readonly #follower: Follower;
  /** Calls come one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** Where what its credentials open is kept. */
  #store: GitStore | undefined;
  /** The commit that is here, and the signers that it was held against. */
  #here: { readonly commit: string; readonly signers: string | undefined } | undefined;

  constructor(options: GitSourceOptions) {
    this.#options = options;
    this.#remote = checkedRemote(options);
    this.#follower = { seen: Number.NEGATIVE_INFINITY, onNews: options.onNews ?? (() => {}) };
  }

  look({ signal, since: given = Number.POSITIVE_INFINITY }: LookOptions = {}): Promise<Revision> {
    const { stores, ref } = this.#options;
    const since = Math.min(given, stores.now());
    return this.#call(signal, (store, call) => store.look(ref, this.#follower, { ...call, since }));
  }

  async read(revision: Revision, path: string, options?: SourceCallOptions) {
    const files: readonly RepositoryFile[] | SourceError | undefined = (
      await this.readAll(revision, [path], options)
    ).get(path);
    if (files instanceof SourceError) throw files;
    return files ?? [];
  }

  readAll(
    { commit }: Revision,
    paths: readonly string[],
    { signal }: SourceCallOptions = {},
  ): Promise<FilesByPath> {
    return this.#call(signal, async (store, call) => {
      if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
        throw new SourceError("permanent", "RefNotFound", "a commit has 40 or 64 hexadecimal digits");
      }
      const isHere = this.#here?.commit === commit;
      if (!isHere) await this.#leave();
      const folder = await store.bring(commit, this, call).catch((error) => {
        throw this.#options.ref.commit === commit && isGone(error) ? noSuchCommit(commit) : error;
      });
      this.#here ??= { commit, signers: undefined };
      return this.#readIn(folder, commit, paths, call);
    });
  }

  follows({ commit }: Revision, former: string, { signal }: SourceCallOptions = {}) {
    return this.#call(signal, (store, call) => store.follows(commit, former, call));
  }

  /** After the calls that have begun. */
  close(): Promise<void> {
    this.#isClosed = true;
    const closed = this.#last.then(() => this.#end());
    this.#last = closed;
    return closed;
  }

  /** What is here is read without what opened the repository. */
  #readIn(
    folder: string,
    commit: string,
    paths: readonly string[],
    { access: { allowedSigners: signers }, signal }: Call,
  ): Promise<FilesByPath> {
    const { folder: home, limits: most } = this.#options.stores;
    const access = signers === undefined ? {} : { allowedSigners: signers };
    const of = { folder: home, limits: most, remote: this.#remote, access, signal };
    return gitCall(of, async ({ git, limits }) => {
      if (signers !== undefined && this.#here?.signers !== signers)
        await verifySignature(git(folder), commit);
      this.#here = { commit, signers };
      return readTrees(git(folder), commit, paths, limits);
    });
  }

  #call<T>(signal: AbortSignal | undefined, work: (store: GitStore, call: Call) => Promise<T>): Promise<T> {
    const { access: open, timeout } = this.#options;
    const result = this.#last.then(async () => {
      signal?.throwIfAborted();
      try {
        const access = await open();
        checkAccess(access);
        if (this.#remote.protocol === "ssh" && access.credentials?.is !== "ssh") throw noKey();
        const store = await this.#storeFor(access);
        return await withPatience(timeout, signal, (until) => work(store, { access, signal: until }));
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        if (this.#isClosed) await this.#end();
      }
    });
    this.#last = result.catch(() => {});
    return result;
  }

  async #storeFor(access: GitAccess): Promise<GitStore> {
    const store = await this.#options.stores.take(this, { remote: this.#remote, access });
    if (store !== this.#store) await this.#goAway();
    this.#store = store;
    return store;
  }

  async #end(): Promise<void> {
    const { onEnd, stores } = this.#options;
    onEnd?.();
    await this.#goAway().finally(() => stores.giveBack(this));
  }

  async #goAway(): Promise<void> {
    await this.#leave();
    this.#store?.unfollow(this.#options.ref, this.#follower);
    this.#store = undefined;
  }

  async #leave(): Promise<void> {
    const here = this.#here;
    this.#here = undefined;
    if (here) await this.#store?.leave(here.commit, this);
  }
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

function noKey(): SourceError {
  return new SourceError(
    "permanent",
    "CredentialsUnusable",
    "an address of ssh needs a key and the known hosts",
    "name a Secret with identity and known_hosts in spec.auth, with type: ssh",
  );
}
