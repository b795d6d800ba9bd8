import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Makes an empty repository without a work tree. By hand, as `git init` would copy templates, with hooks, of the machine.
 *
 * @param commit decides the length of object names: SHA-1 or SHA-256.
 */
export async function makeBareRepository(folder: string, commit: string): Promise<void> {
  for (const part of ["objects/pack", "refs/heads"]) {
    await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  }
  await writeFile(join(folder, "HEAD"), "ref: refs/heads/none\n");
  await forgetRemote(folder, commit);
}

/**
 * Writes the repository's own settings anew. After a fetch that left large files out git has noted there that missing
 * objects can be had: reading one would then fetch it, whatever its size.
 */
export function forgetRemote(folder: string, commit: string): Promise<void> {
  const isLong = commit.length === 64;
  const version = `[core]\n\trepositoryformatversion = ${isLong ? 1 : 0}\n\tbare = true\n`;
  return writeFile(
    join(folder, "config"),
    isLong ? `${version}[extensions]\n\tobjectformat = sha256\n` : version,
  );
}
