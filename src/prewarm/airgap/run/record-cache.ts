import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { filesIn, totalsOf } from "../../record/of-folder.ts";
import { readRecord } from "../../record/read.ts";
import { type CacheRecord, type RecordedFile, recordFileName } from "../../record/schema.ts";
import { writeRecord } from "../../record/write.ts";
import { StepError } from "../step.ts";
import { isLeftover } from "../verify/leftovers.ts";
import type { JobCache } from "./job.ts";
import type { RunWorld } from "./run-world.ts";
import type { CacheState } from "./state.ts";

/**
 * Writes the record of a cache that was filled, and says so. Of one on a volume image and profiles alone are known here, which is what
 * `verify` holds a cluster against; it does not take the place of a record with files.
 */
export async function recordCache(
  { folder, name, image = "" }: JobCache,
  { protocol, selected, digest }: NonNullable<CacheState["profiles"]>,
  where: "folder" | "volume",
  world: Pick<RunWorld, "state" | "progress" | "signal" | "tool">,
): Promise<string[]> {
  const { state, tool } = world;
  const before = await readRecord(folder).catch((error: unknown) => {
    if (error instanceof StepError) return undefined;
    throw error;
  });
  if (where === "volume" && before?.files !== undefined) {
    return [`${name}: the record in ${folder} is of the folder, and says nothing of the volume`];
  }
  const files = where === "volume" ? undefined : await recordedFiles(folder, name, before, world);
  const { mirrored } = state.of(name);
  const fixed = mirrored?.image === image ? mirrored.digest : digest;
  const totals = files === undefined ? {} : totalsOf(files);
  const made: CacheRecord = {
    version: 1,
    tool,
    image: {
      reference: image,
      ...(fixed === undefined ? {} : { digest: fixed }),
      ...(mirrored?.image === image && mirrored.platforms.length > 0
        ? { platforms: mirrored.platforms }
        : {}),
    },
    protocol,
    profiles: selected.map(({ id, tags }) => ({ id, ...(tags === undefined ? {} : { tags }) })),
    ...(files === undefined ? {} : { files }),
    totals,
  };
  await mkdir(folder, { recursive: true });
  const isNew = await writeRecord(folder, made);
  const what =
    files === undefined
      ? "the image and its profiles (the files are on the volume)"
      : `${totals.files} files, ${totals.bytes} bytes`;
  return [`${name}: ${isNew ? "recorded" : "as recorded:"} ${what} in ${folder}`];
}

/** Hashes of files that have not changed since the last record are taken from it. */
async function recordedFiles(
  folder: string,
  name: string,
  before: CacheRecord | undefined,
  { progress, signal }: Pick<RunWorld, "progress" | "signal">,
): Promise<RecordedFile[]> {
  const recorded = new Map((before?.files ?? []).map((file) => [file.path, file]));
  const written = before === undefined ? 0 : (await stat(join(folder, recordFileName))).mtimeMs;
  const task = { id: `${name} record`, words: "reading the cache" };
  let done = 0;
  const files = (
    await filesIn(folder, {
      signal,
      onBytes: (bytes) => {
        done += bytes;
        progress.tell({ ...task, stage: "running", bytes: { done } });
      },
      known: (found) => {
        const old = recorded.get(found.path);
        if (old?.kind !== "file" || old.size !== found.stats.size) return undefined;
        return found.stats.mtimeMs < written && found.stats.ctimeMs < written ? old : undefined;
      },
    })
  ).filter(({ path }) => !isLeftover(path));
  progress.tell({ ...task, stage: "done", bytes: { done } });
  return files;
}
