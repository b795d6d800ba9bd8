import { counted } from "../../../report/printable.ts";
import type { Progress } from "../../../report/progress.ts";

/** Counts what an upload moves, and tells it. */
export class Tally {
  readonly #id: string;
  readonly #progress: Progress;
  readonly #objects: number;
  readonly #total: number;
  #words = "looking for";
  #finished = false;
  bytesMoved = 0;
  bytesThere = 0;
  resumed = 0;

  constructor(id: string, objects: readonly { size: number }[], progress: Progress) {
    this.#id = id;
    this.#objects = objects.length;
    this.#total = objects.reduce((sum, { size }) => sum + size, 0);
    this.#progress = progress;
  }

  say(words: string): void {
    this.#words = words;
    this.#tell();
  }

  /** Bytes that went to the store now. */
  moved(bytes: number): void {
    this.bytesMoved += bytes;
    this.#tell();
  }

  /** Bytes that the store had. */
  there(bytes: number): void {
    this.bytesThere += bytes;
    this.#tell();
  }

  done(): void {
    this.#finished = true;
    const words = this.bytesMoved === 0 ? "all was there" : `${counted(this.#objects, "object")} there`;
    this.#progress.tell({ id: this.#id, stage: "done", words, bytes: this.#bytes() });
  }

  /** It did not come to its end. */
  stop(): void {
    if (this.#finished) return;
    this.#progress.tell({
      id: this.#id,
      stage: "stopped",
      words: "can be resumed",
      bytes: this.#bytes(),
    });
  }

  /** The words stay the same while it gets on, or a log would have a line for each object. */
  #tell(): void {
    const words = `${this.#words} ${counted(this.#objects, "object")}`;
    this.#progress.tell({ id: this.#id, stage: "running", words, bytes: this.#bytes() });
  }

  /** Without what was there, or the rate would count it. */
  #bytes(): { done: number; total: number } {
    return { done: this.bytesMoved, total: Math.max(this.bytesMoved, this.#total - this.bytesThere) };
  }
}
