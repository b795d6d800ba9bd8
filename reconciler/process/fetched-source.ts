import { createHash } from "node:crypto";
import {
  type LookOptions,
  type RepositoryFile,
  type Revision,
  type Source,
  type SourceCallOptions,
  SourceError,
} from "../source/source.ts";

/**
 * A source that answers at once with what was fetched last, so that no pass waits for a Git server: `refresh` does, on its
 * own, however long that takes.
 */
export class FetchedSource implements Source {
  readonly #source: Source;
  /** What a pass will read of a new revision. */
  readonly #paths: readonly string[];
  #found: Revision | undefined;
  #error: unknown;
  #files: Fetched = new Map();
  #isKnown = false;
  /** What was found out last about two commits. */
  #followed: { readonly of: string; readonly answer: "yes" | "no" | "unknown" } | undefined;

  constructor(source: Source, paths: readonly string[]) {
    this.#source = source;
    this.#paths = paths;
  }

  /** Whether Git was asked at all, be it in vain. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  get revision(): Revision | undefined {
    return this.#found;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Whether the newest commit has in all that is read of it what the one before had. */
  saysTheSame = false;
  #digest: string | undefined;

  /** Two commits of one ref, of which the second one does not follow the first. */
  rewritten: { readonly from: string; readonly to: Revision } | undefined;

  /**
   * Asks Git, and fetches what is new.
   *
   * @param anew also a revision that could not be read for good: what it lacked may have come, such as the key of a signer.
   * @param past what is known of before this process, and whether a commit has to follow the one before.
   * @returns whether a pass would find anything else than before.
   */
  async refresh(options: LookOptions, anew = false, past: Past = {}): Promise<boolean> {
    try {
      const found = await this.#source.look(options);
      await this.#checkPast(found, past, options);
      const isFaulty = [...this.#files.values()].some((read) => read instanceof SourceError);
      const isNew = found.commit !== this.#found?.commit || (anew && isFaulty);
      const files = isNew ? await this.#fetch(found, options) : this.#files;
      const isOther = isNew || found.ref !== this.#found?.ref || this.#error !== undefined || !this.#isKnown;
      const digest = isNew ? digestOf(files) : this.#digest;
      this.saysTheSame = digest === this.#digest;
      this.#digest = digest;
      this.#files = files;
      this.#found = found;
      this.#error = undefined;
      this.#isKnown = true;
      return isOther;
    } catch (error) {
      options.signal?.throwIfAborted();
      const isOther = !(
        this.#error instanceof Error &&
        error instanceof Error &&
        this.#error.message === error.message
      );
      this.#error = error;
      this.#isKnown = true;
      return isOther;
    }
  }

  async look(): Promise<Revision> {
    if (this.#error !== undefined) throw this.#error;
    if (this.#found === undefined)
      throw new SourceError("transient", "NotFetched", "Git has not been asked yet");
    return this.#found;
  }

  async read(
    revision: Revision,
    path: string,
    options?: SourceCallOptions,
  ): Promise<readonly RepositoryFile[]> {
    const fetched = revision.commit === this.#found?.commit ? this.#files.get(path) : undefined;
    if (fetched === undefined) return this.#source.read(revision, path, options);
    if (fetched instanceof SourceError) throw fetched;
    // What is judged is remembered; what was fetched is kept only where that costs little.
    if (fetched.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostKept) this.#files.delete(path);
    return fetched;
  }

  /** @throws SourceError where it has to follow, and does not, or nobody knows. */
  async #checkPast(found: Revision, { former: first, refuses }: Past, options: SourceCallOptions) {
    this.rewritten = undefined;
    const former = this.#found ?? first;
    if (former === undefined || former.ref !== found.ref || former.commit === found.commit) return;
    const of = `${former.commit} ${found.commit}`;
    if (this.#followed?.of !== of) {
      const answer = (await this.#source.follows?.(found, former.commit, options)) ?? "unknown";
      this.#followed = { of, answer };
    }
    const { answer } = this.#followed;
    if (answer === "no") this.rewritten = { from: former.commit, to: found };
    if (!refuses || answer === "yes") return;
    // Nobody knows: the server may answer next time.
    if (answer === "unknown") this.#followed = undefined;
    throw notFollowing(found, former.commit, answer);
  }

  async #fetch(revision: Revision, options: SourceCallOptions): Promise<Fetched> {
    if (this.#source.readAll) {
      const read = await orPermanent(this.#source.readAll(revision, this.#paths, options));
      return new Map(read instanceof SourceError ? this.#paths.map((path) => [path, read]) : read);
    }
    const files: Fetched = new Map();
    for (const path of this.#paths) {
      files.set(path, await orPermanent(this.#source.read(revision, path, options)));
    }
    return files;
  }
}

/** A permanent fault is this revision's, and told by the pass. */
async function orPermanent<T>(read: Promise<T>): Promise<T | SourceError> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof SourceError && error.kind === "permanent") return error;
    throw error;
  }
}

export interface Past {
  /** What was taken last, by an earlier process. */
  readonly former?: Revision | undefined;
  readonly refuses?: boolean | undefined;
}

function notFollowing({ commit, ref }: Revision, former: string, answer: "no" | "unknown"): SourceError {
  const [now, before] = [commit.slice(0, 12), former.slice(0, 12)];
  return new SourceError(
    "permanent",
    "HistoryRewritten",
    answer === "no"
      ? `${ref} is at ${now}, which does not follow ${before}: its history was rewritten, or it was set back`
      : `${ref} is at ${now}, and nobody can tell whether that follows ${before}`,
    "push a commit that follows it, or let this one in with spec.refuseRewinds: false",
  );
}

function digestOf(files: Fetched): string {
  const hash = createHash("sha256");
  for (const [path, read] of files) {
    const told = read instanceof SourceError ? read.message : String(read.length);
    hash.update(`${JSON.stringify([path, told])}\n`);
    if (read instanceof SourceError) continue;
    for (const { path: name, bytes } of read)
      hash.update(`${JSON.stringify([name, bytes.length])}\n`).update(bytes);
  }
  return hash.digest("hex");
}

/** Bytes. */
const mostKept = 256 * 1024;

/** By path. */
type Fetched = Map<string, readonly RepositoryFile[] | SourceError>;
