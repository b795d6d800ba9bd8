import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file, whole or not at all: a crash leaves the old text or the new one. False where it said that already.
 *
 * @param mode of a new file; 0o600 for what concerns nobody else.
 */
export async function replaceFile(file: string, text: string, mode: number): Promise<boolean> {
  if ((await currentText(file)) === text) return false;
  const unfinished = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const handle = await open(unfinished, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
  return true;
}

async function currentText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Without it a crash of the machine may forget the rename. Some file systems cannot. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch {
    return;
  } finally {
    await handle.close();
  }
}
