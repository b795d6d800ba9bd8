import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { repositoryRoot } from "../git/root.ts";
import { inventoryIn } from "../inventory/load.ts";
import { type Generated, mergedInventory } from "../inventory/merge.ts";
import { SourceFile } from "../manifest/document.ts";
import { loadRecovery } from "../manifest/yaml/index.ts";
import { logLine, printable } from "../report/printable.ts";
import { inventoryTextOf, tellProblems } from "./named-inventory.ts";
import { writeReportFile } from "./report-file.ts";
import type { World } from "./world.ts";

/**
 * Writes a generated inventory to standard output, or into a file, whose parts by hand stay. Says what was removed, what
 * stayed, and what is wrong with the outcome.
 *
 * @returns whether the outcome is right.
 */
export async function writeInventory(
  generated: Generated,
  out: string | undefined,
  world: World,
): Promise<boolean> {
  const { cwd, stdin, stderr } = world;
  const isThere = out !== undefined && existsSync(resolve(cwd, out));
  const before = isThere ? inventoryTextOf(out, cwd, stdin) : undefined;
  const { text, removed, kept } = mergedInventory(before, generated);
  const tell = (line: string) => stderr.write(`${logLine(printable(`nimops: ${line}`))}\n`);
  for (const name of removed) tell(`the pool ${name} is no longer in the source: removed`);
  for (const field of kept)
    tell(`${field} stays as it is: it was written by hand, and the source says otherwise`);
  return writeInventoryText({ text, before }, out, world);
}

/**
 * Writes the text of an inventory to standard output, or into a file that held `before`, and says what is wrong with it.
 *
 * @returns whether it is right.
 */
export async function writeInventoryText(
  { text, before }: { readonly text: string; readonly before: string | undefined },
  out: string | undefined,
  world: World,
): Promise<boolean> {
  const { cwd, stdout, stderr } = world;
  const tell = (line: string) => stderr.write(`${logLine(printable(`nimops: ${line}`))}\n`);
  if (out === undefined) stdout.write(text);
  else if (text === before) tell(`${out} is as it was`);
  else {
    writeReportFile(out, { cwd, checkout: repositoryRoot(cwd) }, [text]);
    tell(`wrote ${out}`);
  }
  await loadRecovery();
  const file = new SourceFile(out ?? "-", text);
  const found = { ...inventoryIn(file), file, cluster: undefined };
  tellProblems(found, world);
  return found.problems.length === 0;
}
