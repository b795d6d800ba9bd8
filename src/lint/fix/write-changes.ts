import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { reasonOf } from "../../manifest/find.ts";
import type { FileChange } from "./fix-files.ts";

export interface Writing {
  readonly written: readonly FileChange[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Writes fixed files, each whole or not at all. A file is left alone when it says something else by now than what was fixed,
 * or when a symbolic link leads out of `root` to it.
 */
export function writeChanges(changes: readonly FileChange[], root: string): Writing {
  const written: FileChange[] = [];
  const failed: { path: string; reason: string }[] = [];
  for (const change of changes) {
    const reason = write(change, root);
    if (reason === undefined) written.push(change);
    else failed.push({ path: change.path, reason });
  }
  return { written, failed };
}

/** Why the file was not written. */
function write({ absolute, before, after }: FileChange, root: string): string | undefined {
  try {
    const target = realpathSync(absolute);
    if (lstatSync(absolute).isSymbolicLink() && !target.startsWith(realpathSync(root) + sep)) {
      return "it is a symbolic link that leads out of the root";
    }
    const now = readFileSync(target);
    // Two links to one file are fixed alike, and the first of them has written it.
    if (now.equals(Buffer.from(after))) return undefined;
    if (!now.equals(Buffer.from(before))) return "it has changed since it was read";
    accessSync(target, constants.W_OK);
    replace(target, after);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** A crash leaves the old file or the new one, never half of it. */
function replace(target: string, text: string): void {
  const { mode, uid, gid } = statSync(target);
  const name = `.${basename(target).slice(0, 100)}.${randomBytes(6).toString("hex")}.tmp`;
  const temporary = join(dirname(target), name);
  try {
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(descriptor, text);
      keepOwner(descriptor, uid, gid);
      fchmodSync(descriptor, mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Only root may give a file away; for everybody else the file becomes theirs, as with any editor. */
function keepOwner(descriptor: number, uid: number, gid: number): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    return;
  }
}
