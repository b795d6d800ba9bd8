/** A place as people count: lines and columns from 1, columns in UTF-16 code units. */
export interface Position {
  line: number;
  column: number;
}

/** Finds lines and columns of offsets in one text. Lines end at \n, \r\n or a lone \r. */
export class LineIndex {
  readonly #text: string;
  /** Offset where each line starts. */
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    const lineBreak = /\r\n|\n|\r/g;
    while (lineBreak.exec(text) !== null) this.#starts.push(lineBreak.lastIndex);
  }

  /** Offsets outside of the text are taken for its nearest end. A leading byte order mark has no column. */
  position(offset: number): Position {
    const inside = Math.min(Math.max(offset, 0), this.#text.length);
    const low = this.#lineAt(inside);
    const column = inside - this.#start(low) + 1;
    return { line: low + 1, column: low === 0 && column > 1 && this.#hasMark() ? column - 1 : column };
  }

  /** A line without its line break and without a byte order mark; empty where the text has no such line. */
  lineText(line: number): string {
    const start = this.#starts[line - 1];
    if (start === undefined) return "";
    const from = line === 1 && this.#hasMark() ? 1 : start;
    return this.#text.slice(from, this.#starts[line] ?? this.#text.length).replace(/[\r\n]+$/, "");
  }

  /** Where the line of an offset ends, its line break included. */
  endOf(offset: number): number {
    return this.#starts[this.#lineAt(offset) + 1] ?? this.#text.length;
  }

  /** From 0. */
  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #start(line: number): number {
    return this.#starts[line] ?? 0;
  }

  #hasMark(): boolean {
    return this.#text.charCodeAt(0) === 0xfeff;
  }
}
