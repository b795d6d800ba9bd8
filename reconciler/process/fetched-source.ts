import {
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

  /**
   * Asks Git, and fetches what is new.
   *
   * @param anew also a revision that could not be read for good: what it lacked may have come, such as the key of a signer.
   * @returns whether a pass would find anything else than before.
   */
  async refresh(options: SourceCallOptions, anew = false): Promise<boolean> {
    try {
      const found = await this.#source.look(options);
      const isFaulty = [...this.#files.values()].some((read) => read instanceof SourceError);
      const isNew = found.commit !== this.#found?.commit || (anew && isFaulty);
      const files = isNew ? await this.#fetch(found, options) : this.#files;
      const isOther = isNew || found.ref !== this.#found?.ref || this.#error !== undefined || !this.#isKnown;
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

  async #fetch(revision: Revision, options: SourceCallOptions): Promise<Fetched> {
    const files: Fetched = new Map();
    for (const path of this.#paths) {
      // A permanent fault is this revision's, and told by the pass.
      const read = await this.#source.read(revision, path, options).catch((error: unknown) => {
        if (error instanceof SourceError && error.kind === "permanent") return error;
        throw error;
      });
      files.set(path, read);
    }
    return files;
  }
}

/** Bytes. */
const mostKept = 256 * 1024;

/** By path. */
type Fetched = Map<string, readonly RepositoryFile[] | SourceError>;
