import { join } from "node:path";
import { hashFile } from "./hash-file.ts";
import { type CacheRecord, type RecordedFile, recordFileName } from "./schema.ts";
import { type Found, walk } from "./walk.ts";

export interface FilesOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number) => void;
  /** The hash of a file that is known already, so that it is not read again. */
  readonly known?: (file: Found) => string | undefined;
}

/** The files and links of a cache as a record tells them; the record itself and temporary ones of it are none of them. */
export async function filesIn(folder: string, options: FilesOptions = {}): Promise<RecordedFile[]> {
  const files: RecordedFile[] = [];
  for (const found of await walk(folder, options)) {
    if (isRecord(found.path)) continue;
    if (found.kind === "link") {
      files.push({ path: found.path, kind: "link", target: found.target });
      continue;
    }
    const known = options.known?.(found);
    const { size, sha256 } =
      known === undefined
        ? await hashFile(join(folder, found.path), options)
        : { size: found.stats.size, sha256: known };
    files.push({ path: found.path, kind: "file", size, sha256 });
  }
  return files;
}

/** Whether a path of a cache is that of the record, or of one that is being written. */
export function isRecord(path: string): boolean {
  return path === recordFileName || (path.startsWith(`.${recordFileName}.`) && path.endsWith(".tmp"));
}

export function totalsOf(files: readonly RecordedFile[]): CacheRecord["totals"] {
  const regular = files.filter((file) => file.kind === "file");
  return { files: regular.length, bytes: regular.reduce((sum, { size }) => sum + size, 0) };
}
