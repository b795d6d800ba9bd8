import { statSync } from "node:fs";
import { FileReader } from "./file-reader.ts";

/**
 * The bytes of one file, which may be a link to a device that never ends: Git stores such links, and `stat` says of
 * them that they are empty. `found`: nobody named the file, so it must be a regular one; a named one may be a pipe.
 *
 * @param limit bytes.
 * @throws Error that says why it cannot be read, as `reasonOf` tells it.
 */
export function boundedFile(path: string, limit: number, by: "named" | "found"): Buffer {
  if (by === "found" && !statSync(path).isFile()) throw new Error("it is no regular file");
  const bytes = new FileReader(limit).read(path, true);
  if (bytes === undefined) throw new Error(tooLarge(limit));
  return bytes;
}

/** What is said of a file of more than `limit` bytes. */
export function tooLarge(limit: number): string {
  return `it has more than ${limit / 2 ** 20} MiB`;
}
