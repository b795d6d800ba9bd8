import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join, posix } from "node:path";
import { fileBehind } from "./file-behind.ts";
import type { Found } from "./walk.ts";

/** What the vendor says that a file is. */
export interface VendorHash {
  readonly blake3: string;
  /** The list that says so, below the cache's folder. */
  readonly list: string;
}

/**
 * What versions of models of NGC say of their own files, by regular file: each brings a list `checksums.blake3` with lines
 * `HASH  PATH`. Files of the list that are not in the cache were not asked for. Source: ModelExpress, providers/ngc.rs.
 */
export async function vendorHashes(
  folder: string,
  found: readonly Found[],
): Promise<ReadonlyMap<string, VendorHash>> {
  const byPath = new Map(found.map((each) => [each.path, each]));
  const hashes = new Map<string, VendorHash>();
  for (const { path } of found) {
    if (posix.basename(path) !== listName) continue;
    const list = fileBehind(path, byPath);
    if (list === undefined || list.stats.size > largestList) continue;
    for (const line of (await textOf(join(folder, list.path))).split("\n")) {
      const [, blake3 = "", listed = ""] = /^([0-9a-f]{64}) [ *](.{1,4096}?)\r?$/i.exec(line) ?? [];
      const file = listed === "" ? undefined : fileBehind(posix.join(posix.dirname(path), listed), byPath);
      // One that lists itself cannot be right.
      if (file === undefined || file.path === list.path) continue;
      hashes.set(file.path, { blake3: blake3.toLowerCase(), list: path });
    }
  }
  return hashes;
}

const listName = "checksums.blake3";

/** Bytes: of 100,000 files. */
const largestList = 16 * 1024 * 1024;

async function textOf(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, largestList));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
