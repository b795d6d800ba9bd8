import * as z from "zod";
import { type FileState, isSameState } from "./file-content.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);
const text = z.string().max(16_384);

/** The first line: which upload it is about. */
export const journalHead = z.strictObject({
  nimopsUpload: z.literal(1),
  from: text,
  to: text,
  /** Written into the lease, so that the upload that goes on knows its own. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
});

export const journalLine = z.union([
  /** A file was read. */
  z.strictObject({
    hashed: text,
    size,
    mtime: z.number(),
    ctime: z.number(),
    inode: z.number(),
    sha256: hash,
  }),
  /** An archive was, which is named by the hash of what it is made of. */
  z.strictObject({ archive: hash, sha256: hash }),
  /** The store knows an upload in parts of this object. */
  z.strictObject({ begun: text, upload: text, size, sha256: hash, partSize: z.int().min(1) }),
  z.strictObject({ part: text, number: z.int().min(1), receipt: text }),
  /** An upload in parts was given up. */
  z.strictObject({ ended: text }),
  /** The object was seen to be in the store. */
  z.strictObject({ stored: text, size, sha256: hash }),
]);

export type JournalLine = z.infer<typeof journalLine>;

/** An upload in parts that was not finished. */
export interface BegunUpload {
  /** What the store calls it. */
  readonly upload: string;
  readonly size: number;
  readonly sha256: string;
  readonly partSize: number;
  /** By number. */
  readonly receipts: ReadonlyMap<number, string>;
}

/** What the lines of a journal say together. */
export class JournalState {
  readonly #hashes = new Map<string, FileState & { sha256: string }>();
  readonly #archives = new Map<string, string>();
  readonly #begun = new Map<string, BegunUpload & { receipts: Map<number, string> }>();
  readonly #stored = new Map<string, { size: number; sha256: string }>();

  apply(told: JournalLine): void {
    if ("hashed" in told) {
      const { hashed, ...state } = told;
      this.#hashes.set(hashed, state);
    } else if ("archive" in told) this.#archives.set(told.archive, told.sha256);
    else if ("begun" in told) {
      const { begun, ...upload } = told;
      this.#begun.set(begun, { ...upload, receipts: new Map() });
    } else if ("part" in told) this.#begun.get(told.part)?.receipts.set(told.number, told.receipt);
    else if ("ended" in told) this.#begun.delete(told.ended);
    else {
      this.#begun.delete(told.stored);
      this.#stored.set(told.stored, { size: told.size, sha256: told.sha256 });
    }
  }

  /** The fewest lines that say the same. */
  *lines(): Generator<JournalLine> {
    for (const [hashed, state] of this.#hashes) yield { hashed, ...state };
    for (const [archive, sha256] of this.#archives) yield { archive, sha256 };
    for (const [stored, object] of this.#stored) yield { stored, ...object };
    for (const [begun, { receipts, ...upload }] of this.#begun) {
      yield { begun, ...upload };
      for (const [number, receipt] of receipts) yield { part: begun, number, receipt };
    }
  }

  /** The hash of a file that is as it was when it was read. */
  hashOf(path: string, state: FileState): string | undefined {
    const known = this.#hashes.get(path);
    return known && isSameState(known, state) ? known.sha256 : undefined;
  }

  archiveHash(archive: string): string | undefined {
    return this.#archives.get(archive);
  }

  begun(key: string): BegunUpload | undefined {
    return this.#begun.get(key);
  }

  stored(key: string): { readonly size: number; readonly sha256: string } | undefined {
    return this.#stored.get(key);
  }
}
