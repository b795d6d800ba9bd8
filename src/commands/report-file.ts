import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { reasonOf } from "../manifest/find.ts";
import { UserError } from "../user-error.ts";

/** Where the path of a report counts from, and the folder whose content may be a stranger's pull request. */
export interface ReportFolders {
  readonly cwd: string;
  readonly checkout: string;
}

/**
 * Writes a report into a file; folders that are missing are made. Inside of the checkout no symbolic link is followed: it
 * could point at a file that steers the rest of a workflow. The file is replaced when the report is complete.
 *
 * @throws UserError where the file cannot be written.
 */
export function writeReportFile(
  file: string,
  { cwd, checkout }: ReportFolders,
  pieces: Iterable<string>,
): void {
  const path = resolve(cwd, file);
  try {
    if (isBelow(path, checkout)) replaceFile(path, checkout, pieces);
    else writeInto(path, "w", pieces);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot write ${JSON.stringify(file)}: ${reasonOf(error)}`, { help: helpFor(error) });
  }
}

function helpFor(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "make its folder first, or name a file in another one";
  if (code === "EISDIR") return "name a file in it";
  if (code === "ENOSPC") return "make room, or name a file on another volume";
  return "name a file that you may write";
}

function replaceFile(path: string, checkout: string, pieces: Iterable<string>): void {
  const folder = dirname(path);
  refuseLinks(folder, checkout);
  mkdirSync(folder, { recursive: true });
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`cannot write ${JSON.stringify(relative(checkout, path))}: it is a directory`, {
      help: "name a file in it",
    });
  }
  const unfinished = join(folder, `.nimops-${process.pid}-${Date.now()}`);
  try {
    writeInto(unfinished, "wx", pieces);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function refuseLinks(folder: string, checkout: string): void {
  for (let current = folder; isBelow(current, checkout); current = dirname(current)) {
    if (!lstatSync(current, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
    const shown = JSON.stringify(relative(checkout, current));
    throw new UserError(`cannot write below ${shown}: it is a symbolic link to ${linkedTo(current)}`, {
      help: "name a folder that is none",
    });
  }
}

function linkedTo(link: string): string {
  try {
    return JSON.stringify(realpathSync(link));
  } catch {
    return "nothing";
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function writeInto(path: string, flags: "w" | "wx", pieces: Iterable<string>): void {
  const descriptor = openSync(path, flags);
  try {
    for (const piece of largePieces(pieces)) writeFileSync(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
}

/** Small pieces are written together, large reports never held whole. */
export function* largePieces(pieces: Iterable<string>): Generator<string> {
  let pending = "";
  for (const piece of pieces) {
    pending += piece;
    if (pending.length < 64 * 1024) continue;
    yield pending;
    pending = "";
  }
  yield pending;
}
