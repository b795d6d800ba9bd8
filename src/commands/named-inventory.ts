import { resolve } from "node:path";
import type { LoadedInventory } from "../inventory/load.ts";
import { inventoryIn } from "../inventory/load.ts";
import { decode, SourceFile } from "../manifest/document.ts";
import { FileReader } from "../manifest/file-reader.ts";
import { displayPath, reasonOf } from "../manifest/find.ts";
import { loadRecovery } from "../manifest/yaml/index.ts";
import { quoted } from "../nim/quoted.ts";
import { counted, logLine, printable } from "../report/printable.ts";
import { UserError } from "../user-error.ts";
import type { World } from "./world.ts";

/** Bytes; the largest clusters have a few hundred pools. */
const maxInventorySize = 10 * 2 ** 20;

export interface NamedInventory extends LoadedInventory {
  readonly file: SourceFile;
  /** The declared cluster that it is of, where it was found by that. */
  readonly cluster: string | undefined;
}

/**
 * The inventory of a file, or of standard input where the path is `-`.
 *
 * @throws UserError where there is no readable inventory.
 */
export async function namedInventory(
  path: string,
  { cwd, stdin }: Pick<World, "cwd" | "stdin">,
  cluster?: string,
): Promise<NamedInventory> {
  const file = new SourceFile(
    path === "-" ? "-" : displayPath(resolve(cwd, path), cwd),
    inventoryTextOf(path, cwd, stdin),
  );
  await loadRecovery();
  return { ...inventoryIn(file), file, cluster };
}

/** Says on standard error what is wrong with an inventory, and where. */
export function tellProblems({ file, problems }: NamedInventory, { stderr }: Pick<World, "stderr">): void {
  for (const { position, message, help } of problems) {
    const place = `${file.path}:${position.line}:${position.column}`;
    stderr.write(`${logLine(printable(`${place}: ${message}; ${help}`))}\n`);
  }
  if (problems.length > 0)
    stderr.write(`nimops: ${counted(problems.length, "problem")} in ${printable(file.path)}\n`);
}

/** @throws UserError where the file cannot be read. */
export function inventoryTextOf(path: string, cwd: string, stdin: World["stdin"]): string {
  const name = path === "-" ? "standard input" : quoted(path);
  let bytes: Uint8Array | undefined;
  try {
    bytes =
      path === "-"
        ? stdin(maxInventorySize)
        : new FileReader(maxInventorySize).read(resolve(cwd, path), true);
  } catch (error) {
    throw new UserError(`cannot read the inventory ${name}: ${reasonOf(error)}`, {
      help: `it is looked for in ${printable(cwd)}; \`nimops inventory from-cluster\` makes one of a live cluster`,
    });
  }
  if (!bytes) throw new UserError(`the inventory ${name} has more than ${maxInventorySize / 2 ** 20} MiB`);
  const text = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (text === undefined) throw new UserError(`the inventory ${name} is not UTF-8 text`);
  return text;
}
