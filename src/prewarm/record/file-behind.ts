import { posix } from "node:path";
import type { Found, FoundFile } from "./walk.ts";

/** The regular file that a path of a cache leads to, by links inside the cache; undefined where there is none. */
export function fileBehind(path: string, byPath: ReadonlyMap<string, Found>): FoundFile | undefined {
  let at = path;
  for (let hop = 0; hop < 8; hop++) {
    const found = byPath.get(at);
    if (found === undefined || found.kind === "file") return found;
    if (posix.isAbsolute(found.target)) return undefined;
    at = posix.join(posix.dirname(at), found.target);
  }
  return undefined;
}
