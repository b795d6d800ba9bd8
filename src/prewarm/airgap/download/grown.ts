import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../record/of-folder.ts";

export interface Grown {
  readonly bytes: number;
  readonly files: number;
}

/** More are not counted: it is for showing how far a download is, while it goes on. */
const most = 200_000;

/** Bytes and regular files but for the record, below a folder that somebody else writes to: what vanishes or may not be read counts nothing. */
export async function grown(folder: string): Promise<Grown> {
  let bytes = 0;
  let files = 0;
  const folders = [folder];
  for (let below = folders.pop(); below !== undefined && files < most; below = folders.pop()) {
    const entries = await readdir(below, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(below, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && !(below === folder && isRecord(entry.name))) {
        bytes += await lstat(path).then(
          ({ size }) => size,
          () => 0,
        );
        files += 1;
      }
    }
  }
  return { bytes, files };
}
