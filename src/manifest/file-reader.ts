import { closeSync, openSync, readSync } from "node:fs";

/**
 * Reads files into one buffer that is used again and again: most files of a repository are looked at once and
 * forgotten, and this way cost three system calls and no memory.
 */
export class FileReader {
  readonly #limit: number;
  #buffer: Buffer;

  /** @param limit bytes; of a larger file only that it is larger is told. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(limit + 1, 256 * 1024));
  }

  /**
   * The bytes of a file, good until the next call; undefined where it is over the limit. `isStream`: a pipe, of
   * which a short read is not the end.
   *
   * @throws what the file system says.
   */
  read(path: string, isStream = false): Buffer | undefined {
    const descriptor = openSync(path, "r");
    try {
      let length = 0;
      for (;;) {
        const room = this.#buffer.length - length;
        const count = readSync(descriptor, this.#buffer, length, room, null);
        length += count;
        if (length > this.#limit) return undefined;
        // A regular file gives all that it has, so a short read is its end.
        if (count === 0 || (count < room && !isStream)) return this.#buffer.subarray(0, length);
        if (count === room) this.#buffer = grown(this.#buffer, this.#limit + 1);
      }
    } finally {
      closeSync(descriptor);
    }
  }
}

function grown(buffer: Buffer, limit: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(buffer.length * 2, limit));
  buffer.copy(larger);
  return larger;
}
