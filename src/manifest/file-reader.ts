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
      return this.#readOpen(descriptor, isStream);
    } finally {
      closeSync(descriptor);
    }
  }

  /** Whether one of the words stands in a file of any size. */
  mentions(path: string, words: readonly string[]): boolean {
    const descriptor = openSync(path, "r");
    const overlap = Math.max(...words.map((word) => word.length));
    try {
      let kept = 0;
      for (;;) {
        const count = readSome(descriptor, this.#buffer, kept, this.#buffer.length - kept);
        if (count === 0) return false;
        const seen = this.#buffer.subarray(0, kept + count);
        if (words.some((word) => seen.includes(word))) return true;
        // A word may begin in this piece and end in the next.
        kept = Math.min(overlap, seen.length);
        seen.copyWithin(0, seen.length - kept);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  /** Likewise the bytes of standard input, whatever it is. */
  readStandardInput(): Buffer | undefined {
    return this.#readOpen(0, true);
  }

  #readOpen(descriptor: number, isStream: boolean): Buffer | undefined {
    let length = 0;
    for (;;) {
      const room = this.#buffer.length - length;
      const count = readSome(descriptor, this.#buffer, length, room);
      length += count;
      if (length > this.#limit) return undefined;
      // A regular file gives all that it has, so a short read is its end.
      if (count === 0 || (count < room && !isStream)) return this.#buffer.subarray(0, length);
      if (count === room) this.#buffer = grown(this.#buffer, this.#limit + 1);
    }
  }
}

/** A pipe that somebody made non-blocking has nothing to give until its writer has written. */
function readSome(descriptor: number, buffer: Buffer, offset: number, length: number): number {
  for (;;) {
    try {
      return readSync(descriptor, buffer, offset, length, null);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function grown(buffer: Buffer, limit: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(buffer.length * 2, limit));
  buffer.copy(larger);
  return larger;
}
