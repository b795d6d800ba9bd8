import { lstatSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { boundedFile } from "../manifest/bounded-file.ts";
import { reasonOf } from "../manifest/find.ts";
import { emptyLock, lockFileName, type ProfilesLock } from "../nim/profile/lock/lock.ts";
import { maxLockSize, parseLock } from "../nim/profile/lock/parse.ts";
import { UserError } from "../user-error.ts";

/**
 * Reads a lock file; where nobody named it and it is not there, an empty lock.
 *
 * @throws UserError for a file that is missing though named, that cannot be read, or that is no lock; for a link that nobody named.
 */
export async function readLockFile(
  named: string | undefined,
  { root, cwd }: { readonly root: string; readonly cwd: string },
): Promise<ProfilesLock> {
  const file = named === undefined ? join(root, lockFileName) : resolve(cwd, named);
  const shown = named ?? lockFileName;
  const text = textOf(file, shown, named === undefined ? "found" : "named");
  if (text !== undefined) return parseLock(text, shown);
  if (named === undefined) return emptyLock;
  throw new UserError(`there is no lock file ${JSON.stringify(shown)}`, {
    help: "`nimops profiles update` writes one",
  });
}

/**
 * Writes a lock file, whole or not at all.
 *
 * @throws UserError where it cannot be written, or is a symbolic link.
 */
export function writeLockFile(file: string, text: string): void {
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    refuseLink(file);
    writeFileSync(unfinished, text, { flag: "wx" });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new UserError(`cannot write the lock file ${JSON.stringify(basename(file))}: ${reasonOf(error)}`);
  }
}

function textOf(file: string, shown: string, by: "named" | "found"): string | undefined {
  try {
    if (!lstatSync(file, { throwIfNoEntry: false })) return undefined;
    if (by === "found") refuseLink(file);
    return boundedFile(file, maxLockSize, by).toString("utf8");
  } catch (error) {
    throw new UserError(`cannot read the lock file ${JSON.stringify(shown)}: ${reasonOf(error)}`);
  }
}

/** In a stranger's pull request a link could lead to any file. */
function refuseLink(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) throw new Error("it is a symbolic link");
}
