import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { decode, SourceFile } from "../document.ts";
import { displayPath } from "../find.ts";

/** The files that may take part in rendering: those of one repository, never what a link of it points to outside. */
export class RepositoryFiles {
  /** Real path of the repository that the configuration stands in; without git, of the configuration's folder. */
  readonly boundary: string;
  readonly #cwd: string;
  readonly #maxSize: number;
  readonly #read = new Map<string, SourceFile | undefined>();

  /** @param maxSize bytes; larger files are not read, as elsewhere. */
  constructor(root: string, cwd: string, maxSize: number) {
    this.boundary = boundaryOf(realpathSync(root));
    this.#cwd = realpathSync(cwd);
    this.#maxSize = maxSize;
  }

  /** The real path; undefined where there is nothing, `outside` where it leaves the repository. */
  resolve(path: string): { real: string; isFolder: boolean } | "outside" | undefined {
    try {
      const real = realpathSync(path);
      if (real !== this.boundary && !real.startsWith(this.boundary + sep)) return "outside";
      const stats = statSync(real);
      return stats.isFile() || stats.isDirectory() ? { real, isFolder: stats.isDirectory() } : undefined;
    } catch {
      return undefined;
    }
  }

  /** The real path where there is one, else the path itself. */
  realOf(path: string): string {
    const found = this.resolve(path);
    return found === undefined || found === "outside" ? path : found.real;
  }

  /** The text of a file by its real path; undefined where it is too large or no text. */
  read(real: string): SourceFile | undefined {
    if (!this.#read.has(real)) this.#read.set(real, this.#load(real));
    return this.#read.get(real);
  }

  shown(path: string): string {
    return displayPath(path, this.#cwd);
  }

  /**
   * Real paths of the regular files below a folder, links followed.
   *
   * @throws OutsideLink where a link leaves the repository.
   */
  below(folder: string): string[] {
    const files: string[] = [];
    const seen = new Set<string>();
    const pending = [folder];
    for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
      if (seen.has(current)) continue;
      seen.add(current);
      for (const name of namesIn(current)) {
        const path = join(current, name);
        const found = this.resolve(path);
        if (found === "outside") throw new OutsideLink(this.shown(path));
        if (found?.isFolder) pending.push(found.real);
        else if (found) files.push(found.real);
      }
    }
    return files;
  }

  #load(real: string): SourceFile | undefined {
    try {
      if (statSync(real).size > this.#maxSize) return undefined;
      const text = decode(readFileSync(real));
      return text === undefined ? undefined : new SourceFile(this.shown(real), text);
    } catch {
      return undefined;
    }
  }
}

/** A folder that cannot be read is told by the command that needs it. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

export class OutsideLink extends Error {
  readonly shown: string;

  constructor(shown: string) {
    super(`${shown} leads out of the repository`);
    this.name = "OutsideLink";
    this.shown = shown;
  }
}

function boundaryOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (statSync(join(folder, ".git"), { throwIfNoEntry: false })) return folder;
    if (dirname(folder) === folder) return root;
  }
}
