import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { prototypeKeyIn } from "../../nim/prototype-key.ts";
import { formatPath } from "../../nim/value.ts";
import { StepError } from "../airgap/step.ts";
import { type CacheRecord, cacheRecord, recordFileName } from "./schema.ts";

/** Bytes; a record of 100,000 files has about 25 MB. */
export const largestRecord = 256 * 1024 * 1024;

/** The record of a cache; undefined where it has none. @throws StepError `record/invalid` */
export async function readRecord(folder: string): Promise<CacheRecord | undefined> {
  const file = join(folder, recordFileName);
  let text: string;
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw invalid(file, "it is no regular file");
      if (stats.size > largestRecord) throw invalid(file, "it is larger than any record");
      text = await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    if (error instanceof StepError) throw error;
    throw invalid(file, error instanceof Error ? error.message : String(error));
  }
  return parseRecord(text, file);
}

/** @param whence how messages call it. @throws StepError `record/invalid` */
export function parseRecord(text: string, whence: string): CacheRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(whence, "it is not JSON, or only a part of it");
  }
  const skipped = prototypeKeyIn(value);
  if (skipped) throw invalid(whence, `${formatPath(skipped)}: there is no such field`);
  const parsed = cacheRecord.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = (issue?.path ?? []).filter((step): step is string | number => typeof step !== "symbol");
    throw invalid(whence, `${formatPath(path) || "it"}: ${issue?.message ?? "not valid"}`);
  }
  const twice = repeatedPath(parsed.data);
  if (twice !== undefined) throw invalid(whence, `it names ${JSON.stringify(twice)} twice`);
  return parsed.data;
}

function repeatedPath({ files = [] }: CacheRecord): string | undefined {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) return path;
    seen.add(path);
  }
  return undefined;
}

function invalid(whence: string, why: string): StepError {
  return new StepError("record/invalid", `the record ${JSON.stringify(whence)} cannot be read: ${why}`, {
    help: "make it anew from the cache with `nimops airgap download`, or take that of the store",
  });
}
