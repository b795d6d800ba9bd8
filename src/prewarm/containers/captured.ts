import { StringDecoder } from "node:string_decoder";
import type { RunOptions } from "./run.ts";

/** Characters. */
const mostOutput = 16 * 1024 * 1024;
const mostErrors = 16 * 1024;
const longestLine = 16 * 1024;

/** Keeps what a program writes, within bounds, and tells its lines. */
export class Captured {
  readonly #stdout: string[] = [];
  #size = 0;
  #stderr = "";
  readonly #streams = { stdout: new Lines(), stderr: new Lines() };
  readonly #onLine: RunOptions["onLine"];

  constructor(onLine: RunOptions["onLine"]) {
    this.#onLine = onLine;
  }

  take(stream: "stdout" | "stderr", bytes: Buffer): void {
    const { text, lines } = this.#streams[stream].take(bytes);
    if (stream === "stderr") this.#stderr = (this.#stderr + text).slice(-mostErrors);
    else if (this.#size < mostOutput) {
      this.#stdout.push(text.slice(0, mostOutput - this.#size));
      this.#size += text.length;
    }
    if (this.#onLine) for (const line of lines) this.#onLine(line);
  }

  end(): { stdout: string; stderr: string } {
    for (const stream of ["stdout", "stderr"] as const) {
      const rest = this.#streams[stream].end();
      if (rest !== "") this.#onLine?.(rest);
    }
    return { stdout: this.#stdout.join(""), stderr: this.#stderr };
  }
}

/** A carriage return ends a line too: progress bars are drawn with it. */
class Lines {
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  take(bytes: Buffer): { text: string; lines: string[] } {
    const text = this.#decoder.write(bytes);
    const lines = (this.#rest + text).split(/[\r\n]+/);
    this.#rest = (lines.pop() ?? "").slice(-longestLine);
    return { text, lines: lines.filter((line) => line !== "") };
  }

  end(): string {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = "";
    return rest;
  }
}
