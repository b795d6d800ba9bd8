import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/**
 * Reads files into one buffer that is used again and again: most files of a repository are looked at once and
 * forgotten, and this way cost three system calls and no memory.
 */
export class FileReader {
  readonly #limit: number;
  readonly #patience: number;
  #buffer: Buffer;

  /**
   * @param limit bytes; of a larger file only that it is larger is told.
   * @param patience milliseconds that a named pipe has to find its writer.
   */
  constructor(limit: number, patience = 5000) {
    this.#limit = limit;
    this.#patience = patience;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(limit + 1, 256 * 1024));
  }

  /**
   * The bytes of a file, good until the next call; undefined where it is over the limit. `isStream`: a pipe, of
   * which a short read is not the end.
   *
   * @throws what the file system says, and for a named pipe that nobody writes into.
   */
  read(path: string, isStream = false): Buffer | undefined {
    // Else a named pipe without a writer would hold up the call itself, for ever.
    const descriptor = openSync(path, isStream ? constants.O_RDONLY | constants.O_NONBLOCK : "r");
    try {
      const first = isStream && !inherited.test(path) ? this.#awaitWriter(descriptor) : 0;
      return this.#readOpen(descriptor, isStream, first);
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

  /** A named pipe ends at once as long as nobody has opened it to write. Gives how many bytes it has read. */
  #awaitWriter(descriptor: number): number {
    if (!fstatSync(descriptor).isFIFO()) return 0;
    for (let waited = 0; waited < this.#patience; waited += longPause) {
      const count = readSome(descriptor, this.#buffer, 0, this.#buffer.length);
      if (count > 0) return count;
      sleep(longPause);
    }
    throw new Error(`nobody writes into the pipe for ${this.#patience / 1000} s`);
  }

  #readOpen(descriptor: number, isStream: boolean, first = 0): Buffer | undefined {
    let length = first;
    for (;;) {
      if (length === this.#buffer.length) this.#buffer = grown(this.#buffer, this.#limit + 1);
      const room = this.#buffer.length - length;
      const count = readSome(descriptor, this.#buffer, length, room);
      length += count;
      if (length > this.#limit) return undefined;
      // A regular file gives all that it has, so a short read is its end.
      if (count === 0 || (count < room && !isStream)) return this.#buffer.subarray(0, length);
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
      sleep(pause);
    }
  }
}

/** The pipe of a shell's `<(…)` has had its writer from the start, and may be empty. */
const inherited = /^\/(?:dev|proc\/[^/]+)\/(?:fd\/|stdin$)/;

/** Milliseconds. */
const pause = 5;
const longPause = 20;

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function grown(buffer: Buffer, limit: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(buffer.length * 2, limit));
  buffer.copy(larger);
  return larger;
}
