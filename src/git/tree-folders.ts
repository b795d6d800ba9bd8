import type { TreeEntry } from "./revision.ts";

/** The folders of a revision, whose trees have none of their own. */
export class TreeFolders {
  /** In the order of code units, so that what stands below a folder stands together. */
  readonly #paths: readonly string[];

  constructor(tree: ReadonlyMap<string, TreeEntry>) {
    this.#paths = [...tree.keys()].sort();
  }

  /** Whether anything stands below a folder; `.` is the top. */
  has(folder: string): boolean {
    if (folder === ".") return this.#paths.length > 0;
    return this.#paths[this.#firstOf(folder)]?.startsWith(`${folder}/`) === true;
  }

  /** All that stands below a folder, at any depth. */
  below(folder: string): readonly string[] {
    if (folder === ".") return this.#paths;
    const first = this.#firstOf(folder);
    let end = first;
    while (this.#paths[end]?.startsWith(`${folder}/`)) end++;
    return this.#paths.slice(first, end);
  }

  #firstOf(folder: string): number {
    const start = `${folder}/`;
    let [low, high] = [0, this.#paths.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#paths[middle] ?? "") < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
