import { join } from "node:path";
import { replaceFile } from "../replace-file.ts";
import { type CacheRecord, recordFileName } from "./schema.ts";
import { recordText } from "./text.ts";

/** Writes the record into the cache's folder, whole or not at all, and only where it says something else. True: written. */
export async function writeRecord(folder: string, record: CacheRecord): Promise<boolean> {
  return replaceFile(join(folder, recordFileName), recordText(record), 0o644);
}
