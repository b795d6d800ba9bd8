import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import type { GitRef } from "../repository/types.ts";
import type { GitAccess } from "./access.ts";
import { fetchRevision } from "./fetch-revision.ts";
import { findRevision } from "./find-revision.ts";
import { type GitCall, type GitCallOptions, gitCall } from "./git-call.ts";
import { isInHistory } from "./is-in-history.ts";
import { type Follower, RefLooks, type Wish } from "./ref-looks.ts";
import { SharedWork } from "./shared-work.ts";
import type { Revision } from "./source.ts";

export interface GitStoreSettings extends Pick<GitCallOptions, "folder" | "remote" | "limits"> {
  /** Milliseconds since some moment; never goes back. */
  readonly now: () => number;
}

type Call = Omit<Wish, "since">;
type Answer = "yes" | "no" | "unknown";

/**
 * A repository of a Git server as one set of credentials sees it: whoever has these shares what is asked and fetched. Each
 * commit is here once, bare and without its history, for as long as somebody reads it; where somebody has lost patience with
 * its fetch, those who come later begin another one, for that one may hang.
 */
export class GitStore {
  readonly #settings: GitStoreSettings;
  /** By ref. */
  readonly #looks = new Map<string, RefLooks>();
  readonly #kept = new Set<Kept>();
  /** By the two commits. */
  readonly #histories = new Map<string, SharedWork<Answer>>();

  constructor(settings: GitStoreSettings) {
    this.#settings = settings;
  }

  /** What a ref names, as the server was asked at a moment or later. @throws SourceError */
  look(ref: GitRef, follower: Follower, wish: Wish): Promise<Revision> {
    const looks = this.#looksOf(ref);
    looks.followers.add(follower);
    return looks.look(follower, wish);
  }

  unfollow(ref: GitRef, follower: Follower): void {
    const looks = this.#looksOf(ref);
    looks.followers.delete(follower);
    if (looks.followers.size === 0) this.#looks.delete(canonicalJson(ref));
  }

  /** The folder with a commit, fetched if it is not here; until `leave` it stays. @throws SourceError */
  async bring(commit: string, reader: object, { access, signal }: Call): Promise<string> {
    const known = [...this.#kept].filter((each) => each.commit === commit);
    const kept =
      // Somebody more patient may have it by now.
      known.find(({ work }) => work.isDone) ??
      known.find(({ work }) => work.isPromising) ??
      this.#fetch(commit, access);
    kept.readers.add(reader);
    try {
      return await kept.work.wait(signal);
    } catch (error) {
      await this.#drop(kept, reader);
      throw error;
    }
  }

  async leave(commit: string, reader: object): Promise<void> {
    for (const kept of [...this.#kept]) {
      if (kept.commit === commit && kept.readers.has(reader)) await this.#drop(kept, reader);
    }
  }

  /** Whether a commit has another one in its history. */
  async follows(commit: string, former: string, { access, signal }: Call): Promise<Answer> {
    const key = `${former} ${commit}`;
    const known = this.#histories.get(key);
    const work = known?.isPromising
      ? known
      : this.#call(access, (call) => isInHistory(former, { ...call, commit }));
    this.#remember(key, work);
    const answer = await work.wait(signal);
    if (answer !== "unknown") this.#remember(key, work);
    // The server may know next time.
    else if (this.#histories.get(key) === work) this.#histories.delete(key);
    return answer;
  }

  #remember(key: string, history: SharedWork<Answer>): void {
    this.#histories.set(key, history);
    const [oldest] = this.#histories.keys();
    if (this.#histories.size > mostHistories && oldest !== undefined) this.#histories.delete(oldest);
  }

  #looksOf(ref: GitRef): RefLooks {
    const key = canonicalJson(ref);
    const { now } = this.#settings;
    const ask = (access: GitAccess, signal: AbortSignal) =>
      gitCall({ ...this.#settings, access, signal }, ({ git, folder }) => findRevision(git(folder), ref));
    const looks = this.#looks.get(key) ?? new RefLooks({ ask, now });
    this.#looks.set(key, looks);
    return looks;
  }

  #call<T>(access: GitAccess, work: (call: GitCall) => Promise<T>): SharedWork<T> {
    return new SharedWork((signal) => gitCall({ ...this.#settings, access, signal }, work));
  }

  #fetch(commit: string, access: GitAccess): Kept {
    const work = this.#call(access, (call) => fetched(commit, call));
    const kept = { commit, readers: new Set<object>(), work };
    this.#kept.add(kept);
    return kept;
  }

  async #drop(kept: Kept, reader: object): Promise<void> {
    kept.readers.delete(reader);
    if (kept.readers.size > 0) return;
    this.#kept.delete(kept);
    // What failed has left nothing.
    const folder = await kept.work.wait().catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Kept {
  readonly commit: string;
  /** For whom it is kept. */
  readonly readers: Set<object>;
  readonly work: SharedWork<string>;
}

/** Pushes of which all that follow the repository have long heard. */
const mostHistories = 20;

async function fetched(commit: string, { folder, limits, signal, git }: GitCall): Promise<string> {
  // Others may have the same commit, with other credentials.
  const fresh = await mkdtemp(join(folder, `${commit}-`));
  try {
    const gitFor = (until: AbortSignal) => git(fresh, until);
    await fetchRevision({ folder: fresh, commit, limits, signal, gitFor });
    return fresh;
  } catch (error) {
    await rm(fresh, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}
