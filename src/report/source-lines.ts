import type { SourceFile } from "../manifest/document.ts";
import { shownLine } from "./source-line.ts";

/** The source lines that reports may show. */
export class SourceLines {
  readonly #files: ReadonlyMap<string, SourceFile>;

  constructor(files: ReadonlyMap<string, SourceFile>) {
    this.#files = files;
  }

  /** The line with its secrets painted over, else still to be made safe; undefined where there is nothing to show. */
  line(file: string, line: number): string | undefined {
    const source = this.#files.get(file);
    const text = source && shownLine(source, line);
    return text === undefined || text.trim() === "" ? undefined : text;
  }

  /** The whole text, for what is computed of it; never to be shown. */
  text(file: string): string | undefined {
    return this.#files.get(file)?.text;
  }
}
