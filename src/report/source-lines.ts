import type { Finding } from "../lint/finding.ts";
import type { SourceFile } from "../manifest/document.ts";
import { shownLine } from "./source-line.ts";

/**
 * The source lines that reports may show. A line that one finding calls confidential is shown by no other finding
 * either: a misspelt key beside a secret in a flow map would give the secret away.
 */
export class SourceLines {
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #hidden = new Map<string, Set<number>>();

  /** `judged` are all findings, also those that are ignored, in the baseline or filtered out of the report. */
  constructor(files: ReadonlyMap<string, SourceFile>, judged: readonly Finding[]) {
    this.#files = files;
    for (const { confidential, location, related } of judged) {
      if (!confidential) continue;
      for (const { file, start, end } of [location, ...related.map((place) => place.location)]) {
        const hidden = this.#hidden.get(file) ?? new Set();
        for (let line = start.line; line <= end.line; line++) hidden.add(line);
        this.#hidden.set(file, hidden);
      }
    }
  }

  /** The line with its secrets painted over, else still to be made safe; undefined where there is nothing to show. */
  line(file: string, line: number): string | undefined {
    if (this.#hidden.get(file)?.has(line)) return undefined;
    const source = this.#files.get(file);
    const text = source && shownLine(source, line);
    return text === undefined || text.trim() === "" ? undefined : text;
  }

  /** The whole text, for what is computed of it; never to be shown. */
  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }
}
