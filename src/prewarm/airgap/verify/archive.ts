import { createHash } from "node:crypto";
import type { CacheRecord } from "../../record/schema.ts";
import { cacheFiles } from "../layout/cache-files.ts";
import { archiveOf } from "../layout/tar-archive.ts";

/**
 * What is wrong with an archive, held against the record of the cache that is in it; undefined where nothing is. The same cache is
 * the same archive, so that every byte of it is known: headers as they are, contents by their SHA-256. The stream is read to the
 * first mistake, in constant memory.
 */
export async function archiveFault(
  stream: AsyncIterable<Uint8Array>,
  files: NonNullable<CacheRecord["files"]>,
  onBytes: (bytes: number) => void,
): Promise<string | undefined> {
  const pieces = new Pieces(stream, onBytes);
  try {
    return await faultIn(pieces, files);
  } finally {
    await pieces.end();
  }
}

async function faultIn(
  pieces: Pieces,
  files: NonNullable<CacheRecord["files"]>,
): Promise<string | undefined> {
  const hashes = new Map(files.flatMap((file) => (file.kind === "file" ? [[file.path, file.sha256]] : [])));
  for (const segment of archiveOf(cacheFiles(files).entries)) {
    if (segment.kind === "bytes") {
      const start = pieces.read;
      let compared = 0;
      for await (const piece of pieces.next(segment.bytes.length)) {
        const wanted = segment.bytes.subarray(compared, compared + piece.length);
        if (!Buffer.from(wanted).equals(piece))
          return `its entries are others from byte ${start + compared} on`;
        compared += piece.length;
      }
      if (compared < segment.bytes.length) return `it ends after ${pieces.read} bytes`;
      continue;
    }
    const { path, size } = segment;
    const hash = createHash("sha256");
    let hashed = 0;
    for await (const piece of pieces.next(size)) {
      hash.update(piece);
      hashed += piece.length;
    }
    if (hashed < size) return `it ends after ${pieces.read} bytes, within ${JSON.stringify(path)}`;
    const sha256 = hash.digest("hex");
    if (sha256 !== hashes.get(path)) {
      return `${JSON.stringify(path)} in it has other content: SHA-256 ${sha256}, recorded ${hashes.get(path)}`;
    }
  }
  for await (const piece of pieces.next(1))
    if (piece.length > 0) return `it goes on after byte ${pieces.read - 1}`;
  return undefined;
}

/** Takes as many bytes of a stream as are asked for, in pieces as they come. */
class Pieces {
  /** Bytes. */
  read = 0;
  readonly #stream: AsyncIterator<Uint8Array>;
  readonly #onBytes: (bytes: number) => void;
  #rest: Uint8Array = new Uint8Array();

  constructor(stream: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void) {
    this.#stream = stream[Symbol.asyncIterator]();
    this.#onBytes = onBytes;
  }

  /** Fewer where the stream ends before. */
  async *next(bytes: number): AsyncGenerator<Uint8Array> {
    for (let missing = bytes; missing > 0; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#stream.next();
        if (done === true) return;
        this.#rest = value;
        this.#onBytes(value.length);
        continue;
      }
      const piece = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(piece.length);
      this.read += piece.length;
      missing -= piece.length;
      yield piece;
    }
  }

  /** What is not read to its end is to be let go of. */
  async end(): Promise<void> {
    await this.#stream.return?.();
  }
}
