import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { boundedFile } from "../manifest/bounded-file.ts";
import { decode, SourceFile } from "../manifest/document.ts";
import { displayPath, reasonOf } from "../manifest/find.ts";
import { UserError } from "../user-error.ts";
import { defaults } from "./defaults.ts";
import type { Config } from "./schema.ts";

const configFileName = "nimops.yaml";
/** Bytes. */
const maxConfigSize = 2 ** 20;

export interface LoadedConfig {
  readonly config: Config;
  /** Paths in the configuration count from here. */
  readonly root: string;
  /** The text of the configuration; undefined where there is none. */
  readonly source: SourceFile | undefined;
}

/**
 * Reads the named configuration, or `nimops.yaml` of the working directory or the nearest parent that has one
 * (up to the repository's root).
 *
 * @throws UserError with the line and what would be right.
 */
export async function loadConfig(
  named: string | undefined,
  cwd: string,
  ruleIds: readonly string[],
): Promise<LoadedConfig> {
  const file = named === undefined ? nearestConfig(cwd) : resolve(cwd, named);
  if (file === undefined) return { config: defaults, root: cwd, source: undefined };
  const shown = displayPath(file, cwd);
  // The schema is built only where there is something to check.
  const { parseConfig } = await import("./parse.ts");
  const source = new SourceFile(shown, textOf(file, shown, named === undefined ? "found" : "named"));
  return { config: parseConfig(source, ruleIds), root: dirname(file), source };
}

function nearestConfig(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, configFileName);
    if (existsSync(file)) return file;
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) return undefined;
  }
}

function textOf(file: string, shown: string, by: "named" | "found"): string {
  try {
    const text = decode(boundedFile(file, maxConfigSize, by));
    if (text !== undefined) return text;
  } catch (error) {
    throw new UserError(`cannot read the configuration ${shown}: ${reasonOf(error)}`, {
      help: by === "named" ? "check its path" : "mend it, or name another file",
    });
  }
  throw new UserError(`the configuration ${shown} is not UTF-8 text`);
}
