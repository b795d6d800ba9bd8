import { resolve } from "node:path";
import { boundedFile, tooLarge } from "../manifest/bounded-file.ts";
import { reasonOf } from "../manifest/find.ts";
import type { ProfilesLock } from "../nim/profile/lock/lock.ts";
import { lockedModelManifest } from "../nim/profile/lock/locked.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import { quoted } from "../nim/quoted.ts";
import { UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { configFor } from "./config-for.ts";
import { readLockFile } from "./lock-file.ts";
import type { World } from "./world.ts";

export type KnownManifest = Exclude<ModelManifest, { kind: "unknown" }>;

/** Bytes. */
const largestManifest = 32 * 1024 * 1024;

/**
 * What `--manifest` names: a file, `-`, or one of the words `native` and `none`.
 *
 * @throws UserError where the file cannot be read.
 */
export function namedManifest(named: string, world: World): KnownManifest {
  if (named === "native" || named === "none") return { kind: named };
  const bytes = bytesOf(named, world);
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw new UserError(`${quoted(named)} is not UTF-8 text`, { help: "save it as UTF-8" });
  }
}

/**
 * What the lock file says of an image.
 *
 * @throws UserError where it does not have its model manifest.
 */
export function manifestInLock(lock: ProfilesLock, image: string): KnownManifest {
  const manifest = lockedModelManifest(lock, image) ?? { kind: "unknown" };
  if (manifest.kind !== "unknown") return manifest;
  throw new UserError(`the model manifest of ${quoted(image)} is not known`, {
    help: "give it with --manifest FILE, or write the lock with `nimops profiles update`",
  });
}

/** The lock file that `--lock` names, or that of the repository; an empty lock where there is none. */
export async function lockFor(invocation: Invocation, { cwd }: World): Promise<ProfilesLock> {
  const named = invocation.text("lock");
  if (named !== undefined) return await readLockFile(named, { root: cwd, cwd });
  const { root } = await configFor(undefined, { cwd });
  return await readLockFile(undefined, { root, cwd });
}

function bytesOf(named: string, world: World): Uint8Array {
  try {
    if (named !== "-") return boundedFile(resolve(world.cwd, named), largestManifest, "named");
    const bytes = world.stdin(largestManifest);
    if (bytes !== undefined) return bytes;
    throw new Error(tooLarge(largestManifest));
  } catch (error) {
    throw new UserError(`cannot read ${quoted(named)}: ${reasonOf(error)}`, {
      help: "give the file model_manifest.yaml alone",
    });
  }
}
