import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Progress } from "../../../report/progress.ts";
import { hashFile } from "../../record/hash-file.ts";
import { isRecord } from "../../record/of-folder.ts";
import type { CacheRecord, RecordedFile } from "../../record/schema.ts";
import { type Found, walk } from "../../record/walk.ts";
import { StepError, type StepProblem } from "../step.ts";
import type { Findings } from "./findings.ts";
import { isLeftover } from "./leftovers.ts";

export interface DiskOptions {
  /** Reads every file and compares its SHA-256; without it sizes, links and leftovers only. */
  readonly full: boolean;
  readonly progress: Progress;
  /** How the task is called. */
  readonly task: string;
  readonly signal?: AbortSignal | undefined;
}

/** A cache's folder against its record. @throws StepError `cache/unsafe` for what is no cache at all. */
export async function verifyDisk(
  folder: string,
  record: CacheRecord,
  options: DiskOptions,
): Promise<Findings> {
  const found = new Map((await walk(folder, options)).map((entry) => [entry.path, entry]));
  const expected = record.files ?? [];
  const problems: StepProblem[] = [];
  const total = expected.reduce((sum, file) => sum + (file.kind === "file" ? file.size : 0), 0);
  const counter = options.full ? { done: 0, total } : undefined;
  const { progress, task } = options;
  const root = await realpath(folder);
  for (const file of expected) {
    const problem = await problemOf(file, found.get(file.path), root, options, (bytes) => {
      if (counter === undefined) return;
      counter.done += bytes;
      progress.tell({ id: task, stage: "running", words: "reading", bytes: { ...counter } });
    });
    if (problem) problems.push(problem);
  }
  const names = new Set(expected.map(({ path }) => path));
  const strange = [...found.keys()].filter((path) => !names.has(path) && !isRecord(path));
  for (const path of strange) if (isLeftover(path)) problems.push(leftover(path));
  if (record.files !== undefined) {
    for (const path of strange) if (!isLeftover(path)) problems.push(unexpected(path));
  }
  return { problems, warnings: [], facts: [], files: expected.length, bytes: total };
}

async function problemOf(
  file: RecordedFile,
  found: Found | undefined,
  root: string,
  { full, signal }: DiskOptions,
  onBytes: (bytes: number) => void,
): Promise<StepProblem | undefined> {
  const { path } = file;
  if (found === undefined)
    return { code: "cache/missing", path, message: "is not there", help: downloadAgain };
  if (found.kind !== file.kind) {
    const message = `is a ${found.kind}, and was recorded as a ${file.kind}`;
    return {
      code: file.kind === "link" ? "cache/broken-link" : "cache/corrupt",
      path,
      message,
      help: linksHelp,
    };
  }
  if (file.kind === "link")
    return linkProblem(path, file.target, found.kind === "link" ? found.target : "", root);
  if (found.kind !== "file") return undefined;
  const { size } = found.stats;
  if (size !== file.size) {
    const message = `has ${size} bytes, and was recorded with ${file.size}${size < file.size ? ": it was cut off" : ""}`;
    return { code: "cache/corrupt", path, message, help: downloadAgain };
  }
  if (!full) return undefined;
  try {
    const { sha256 } = await hashFile(join(root, path), { signal, onBytes });
    if (sha256 === file.sha256) return undefined;
    const message = `has other content than was recorded: SHA-256 ${sha256}, recorded ${file.sha256}`;
    return { code: "cache/corrupt", path, message, help: downloadAgain };
  } catch (error) {
    if (error instanceof StepError) return { code: error.code, path, message: "changed while it was read" };
    throw error;
  }
}

async function linkProblem(
  path: string,
  recorded: string,
  target: string,
  root: string,
): Promise<StepProblem | undefined> {
  const code = "cache/broken-link";
  if (target !== recorded) {
    const message = `leads to ${JSON.stringify(target)}, and was recorded with ${JSON.stringify(recorded)}`;
    return { code, path, message, help: linksHelp };
  }
  try {
    const real = await realpath(join(root, path));
    if (real.startsWith(root + sep)) return undefined;
    return { code, path, message: "leads out of the cache", help: linksHelp };
  } catch {
    return { code, path, message: `leads to ${JSON.stringify(target)}, which is not there`, help: linksHelp };
  }
}

function leftover(path: string): StepProblem {
  return {
    code: "cache/leftover",
    path,
    message: "was left by an interrupted download",
    help: "run the download again: it goes on where it was",
  };
}

function unexpected(path: string): StepProblem {
  return {
    code: "cache/unexpected",
    path,
    message: "is in no record",
    help: "remove it, or record the cache anew with `nimops airgap download`",
  };
}

const downloadAgain = "remove this file and run the download again: what is whole is not downloaded again";
const linksHelp = "copy the cache with links kept, such as by `cp -a`, `rsync -a` or tar";
