import { stripVTControlCharacters } from "node:util";

export type Who = "git" | "nimops" | "GitHub" | "cluster" | "badge" | "demo";

export interface Screen {
  readonly write: (text: string) => void;
  readonly colors: boolean;
  /** Characters in a line. */
  readonly width: number;
}

/** What happens, a line each: when, who, what. */
export class Timeline {
  readonly #screen: Screen;
  readonly #startedAt = performance.now();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  tell(who: Who, text: string): void {
    const time = `${this.seconds.toFixed(1).padStart(5)} s`;
    const [first = "", ...others] = wrapped(printable(text), this.#screen.width - indent);
    const name = this.#painted(who.padEnd(8), colors[who]);
    this.#screen.write(`${this.#painted(time, dim)}  ${name} ${first}\n`);
    for (const line of others) this.#screen.write(`${" ".repeat(indent)}${line}\n`);
  }

  /** A new part of the story. */
  head(text: string): void {
    this.#screen.write(`\n${this.#painted(text, bold)}\n`);
  }

  line(text = ""): void {
    this.#screen.write(`${text}\n`);
  }

  #painted(text: string, code: number): string {
    return this.#screen.colors ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

/** `  0.0 s  nimops   ` */
const indent = 18;
const [bold, dim] = [1, 2];
const colors: Readonly<Record<Who, number>> = {
  git: 33,
  nimops: 32,
  GitHub: 35,
  cluster: 36,
  badge: 34,
  demo: 2,
};

function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, " ");
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
