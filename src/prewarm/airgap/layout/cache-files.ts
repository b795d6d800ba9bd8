import { StepError } from "../step.ts";
import type { LayoutFile } from "./layout.ts";

/** One name of a cache under which content is found, and the regular file that holds it. */
export interface CacheName {
  readonly path: string;
  /** The regular file; the path itself where it is no link. */
  readonly source: string;
  /** Bytes. */
  readonly size: number;
}

export interface CacheFiles {
  /** As the disk has them, links as links, without leftovers. */
  readonly entries: readonly LayoutFile[];
  /** Everything that can be read, links followed. */
  readonly names: readonly CacheName[];
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

/** Follows the links of a cache, inside it. @throws StepError `cache/broken-link` */
export function cacheFiles(files: readonly LayoutFile[]): CacheFiles {
  const leftOut: { path: string; why: string }[] = [];
  const entries: LayoutFile[] = [];
  for (const file of files) {
    if (leftover.test(file.path)) leftOut.push({ path: file.path, why: "an interrupted download left it" });
    else entries.push(file);
  }
  const tree = new Tree(entries);
  const names = entries.flatMap((entry) =>
    entry.kind === "file"
      ? [{ path: entry.path, source: entry.path, size: entry.size }]
      : tree.namesBehind(entry.path),
  );
  return { entries, names, leftOut };
}

/** What hubs write into and rename when it is whole: HF's `.incomplete`, and NGC's folder for temporary files. */
const leftover = /\.incomplete$|(?:^|\/)ngc\/hub\/tmp\//;

class Tree {
  readonly #sizes = new Map<string, number>();
  /** Of all links together. */
  #named = 0;
  readonly #targets = new Map<string, string>();
  /** What lies directly in each folder. */
  readonly #folders = new Map<string, Set<string>>();

  constructor(entries: readonly LayoutFile[]) {
    for (const entry of entries) {
      if (entry.kind === "file") this.#sizes.set(entry.path, entry.size);
      else this.#targets.set(entry.path, entry.target);
      for (let path = entry.path; path !== ""; ) {
        const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
        const known = this.#folders.get(folder);
        this.#folders.set(folder, (known ?? new Set()).add(path));
        if (known) break;
        path = folder;
      }
    }
  }

  /** What a link makes readable: a file, or all files of a folder. */
  namesBehind(link: string): CacheName[] {
    const names: CacheName[] = [];
    const open: { path: string; above: readonly string[] }[] = [{ path: link, above: [] }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const source = this.#resolved(link, next.path);
      const size = this.#sizes.get(source);
      if (size !== undefined) {
        names.push({ path: next.path, source, size });
        this.#named += 1;
        if (this.#named > mostNames) throw broken(link, "leads to more files than any cache has");
        continue;
      }
      if (source === "" || link.startsWith(`${source}/`) || next.above.includes(source)) {
        throw broken(link, "leads to a folder that it lies in");
      }
      for (const inside of this.#folders.get(source) ?? []) {
        open.push({ path: `${next.path}${inside.slice(source.length)}`, above: [...next.above, source] });
      }
    }
    return names;
  }

  /** Where a path leads when every link on it is followed, as a file system does it. */
  #resolved(link: string, path: string): string {
    const open = path.split("/").reverse();
    const done: string[] = [];
    let links = 0;
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        if (done.pop() === undefined) throw broken(link, "leads out of the cache");
        continue;
      }
      done.push(part);
      const target = this.#targets.get(done.join("/"));
      if (target === undefined) continue;
      if (target.startsWith("/")) throw broken(link, "leads out of the cache");
      links += 1;
      if (links > mostLinks) throw broken(link, "leads in a circle");
      done.pop();
      open.push(...target.split("/").reverse());
    }
    const found = done.join("/");
    if (!this.#sizes.has(found) && !this.#folders.has(found)) throw broken(link, "leads to nothing");
    return found;
  }
}

/** As Linux has it (ELOOP). */
const mostLinks = 40;

const mostNames = 1_000_000;

function broken(link: string, why: string): StepError {
  return new StepError("cache/broken-link", `the link ${JSON.stringify(link)} ${why}`, {
    help: "upload the folder that holds both the link and what it leads to; copies by `docker cp` and the like break links",
  });
}
