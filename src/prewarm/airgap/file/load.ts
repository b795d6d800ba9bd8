import { dirname, resolve } from "node:path";
import { boundedFile } from "../../../manifest/bounded-file.ts";
import { decode, SourceFile } from "../../../manifest/document.ts";
import { displayPath, reasonOf } from "../../../manifest/find.ts";
import { UserError } from "../../../user-error.ts";
import { parseAirgapFile } from "./parse.ts";
import type { AirgapFile } from "./schema.ts";

export interface LoadedAirgapFile {
  readonly settings: AirgapFile;
  /** Paths in it count from here. */
  readonly root: string;
}

/** Bytes. */
const largest = 2 ** 20;

/** @throws UserError with the line and what would be right. */
export function loadAirgapFile(named: string, cwd: string): LoadedAirgapFile {
  const file = resolve(cwd, named);
  const shown = displayPath(file, cwd);
  return { settings: parseAirgapFile(new SourceFile(shown, textOf(file, shown))), root: dirname(file) };
}

function textOf(file: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = boundedFile(file, largest, "named");
  } catch (error) {
    throw new UserError(`cannot read the air-gap file ${shown}: ${reasonOf(error)}`, {
      help: "check its path; examples/airgap has one to begin with",
    });
  }
  const text = decode(bytes);
  if (text === undefined) throw new UserError(`the air-gap file ${shown} is not UTF-8 text`);
  return text;
}
