import type { Stats } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { StepError } from "../airgap/step.ts";
import { byText } from "./by-text.ts";

export interface FoundFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly kind: "file";
  /** As lstat told it; a file that is read later may have changed. */
  readonly stats: Stats;
}

export interface FoundLink {
  readonly path: string;
  readonly kind: "link";
  /** As the link says it. */
  readonly target: string;
}

export type Found = FoundFile | FoundLink;

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** More files and links than this are no cache; 1,000,000 unless told. */
  readonly most?: number;
}

/**
 * The files and links below a folder, by path; links are told and not followed.
 *
 * @throws StepError `cache/unsafe` for devices, sockets, pipes and names that no store can hold, and where there is no end.
 */
export async function walk(folder: string, { signal, most = 1_000_000 }: WalkOptions = {}): Promise<Found[]> {
  const found: Found[] = [];
  const folders: string[] = [""];
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    signal?.throwIfAborted();
    if (below.split("/").length > deepest) throw unsafe(below, `lies deeper than ${deepest} folders`);
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      // Node reads what is no UTF-8 as this, and would not find the file again.
      if (path.includes("\ufffd")) throw unsafe(path, "has a name that is not UTF-8");
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isSymbolicLink()) {
        found.push({ path, kind: "link", target: await readlink(join(folder, path)) });
      } else if (entry.isFile()) {
        found.push({ path, kind: "file", stats: await lstat(join(folder, path)) });
      } else throw unsafe(path, "is neither a file nor a folder nor a link");
      if (found.length > most) throw unsafe(path, `is the ${most + 1}th file: that is no cache`);
    }
  }
  return found.sort(byText(({ path }) => path));
}

const deepest = 64;

function unsafe(path: string, what: string): StepError {
  return new StepError("cache/unsafe", `${JSON.stringify(path)} ${what}`, {
    help: "name the folder of the cache itself, and take out what does not belong to it",
  });
}
