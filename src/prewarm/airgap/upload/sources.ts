import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Content } from "../../store/content.ts";
import { StepError } from "../step.ts";
import { type FileState, fileContent, fileState } from "./file-content.ts";
import type { Journal } from "./journal.ts";

/** The files of a cache while it is uploaded: each is looked at and read for its hash once. */
export class Sources {
  readonly #folder: string;
  readonly #journal: Journal;
  readonly #expected: ReadonlyMap<string, { size: number; sha256: string }>;
  readonly #signal: AbortSignal | undefined;
  readonly #states = new Map<string, Promise<FileState>>();
  readonly #hashes = new Map<string, Promise<string>>();

  /** @param expected what the record says of the files; one that it does not name may be anything. */
  constructor(
    folder: string,
    journal: Journal,
    expected: ReadonlyMap<string, { size: number; sha256: string }>,
    signal: AbortSignal | undefined,
  ) {
    this.#folder = folder;
    this.#journal = journal;
    this.#expected = expected;
    this.#signal = signal;
  }

  async content(path: string): Promise<Content> {
    return fileContent(join(this.#folder, path), await this.#state(path), this.#signal);
  }

  /** @throws StepError `cache/corrupt` where it is not what the record says, `cache/changed` */
  sha256(path: string): Promise<string> {
    return this.#once(this.#hashes, path, async () => {
      const state = await this.#state(path);
      const known = this.#journal.state.hashOf(path, state);
      if (known !== undefined) return this.#seen(path, state, known);
      return this.#learned(
        path,
        state,
        await hashOf(fileContent(join(this.#folder, path), state, this.#signal)),
      );
    });
  }

  /** Reads a whole file that fits, with its hash. */
  async load(path: string, into: Uint8Array): Promise<string> {
    const state = await this.#state(path);
    if (state.size !== into.length) throw changed(path);
    await fileContent(join(this.#folder, path), state, this.#signal).load(into, 0);
    const sha256 = createHash("sha256").update(into).digest("hex");
    const known = await this.#once(this.#hashes, path, () => this.#learned(path, state, sha256));
    if (known !== sha256) throw changed(path);
    return sha256;
  }

  #state(path: string): Promise<FileState> {
    return this.#once(this.#states, path, () => fileState(join(this.#folder, path)));
  }

  async #learned(path: string, state: FileState, sha256: string): Promise<string> {
    this.#seen(path, state, sha256);
    if (this.#journal.state.hashOf(path, state) !== sha256) {
      await this.#journal.tell({ hashed: path, ...state, sha256 });
    }
    return sha256;
  }

  #seen(path: string, { size }: FileState, sha256: string): string {
    const expected = this.#expected.get(path);
    if (expected && (expected.size !== size || expected.sha256 !== sha256)) {
      throw new StepError(
        "cache/corrupt",
        `${JSON.stringify(path)} is not what the cache's record says: ${
          expected.size === size ? "its bytes are others" : `it has ${size} bytes, not ${expected.size}`
        }`,
        { help: "run `nimops airgap download` again, which mends the cache and its record" },
      );
    }
    return sha256;
  }

  #once<T>(known: Map<string, Promise<T>>, path: string, make: () => Promise<T>): Promise<T> {
    const before = known.get(path);
    if (before) return before;
    const made = make();
    known.set(path, made);
    return made;
  }
}

export async function hashOf(content: Content): Promise<string> {
  const hash = createHash("sha256");
  await content.scan((piece) => hash.update(piece));
  return hash.digest("hex");
}

function changed(path: string): StepError {
  return new StepError("cache/changed", `${JSON.stringify(path)} changed while it was read`, {
    help: "wait until nothing writes into the cache any more, then try again",
  });
}
