import { decode, SourceFile } from "../manifest/document.ts";
import { FileReader } from "../manifest/file-reader.ts";
import { findFiles, reasonOf } from "../manifest/find.ts";
import { readDocument, splitDocuments } from "../manifest/yaml/index.ts";
import { quoted } from "../nim/quoted.ts";
import { isMap, type ValueMap } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import type { World } from "./world.ts";

/** Bytes of one file, or of standard input. */
const maxSize = 64 * 2 ** 20;

/**
 * Every object in files, folders and lists, as `kubectl get … -o yaml` or `-o json` prints them.
 *
 * @throws UserError for what cannot be read, with its place.
 */
export function objectsInFiles(paths: readonly string[], { cwd, stdin }: World): ValueMap[] {
  const reader = new FileReader(maxSize);
  const files = findFiles(
    paths.filter((path) => path !== "-"),
    cwd,
  ).map(({ path, absolute, isStream }) => ({ path, read: () => reader.read(absolute, isStream ?? false) }));
  const piped = paths.includes("-") ? [{ path: "-", read: () => stdin(maxSize) }] : [];
  return [...files, ...piped].flatMap(({ path, read }) =>
    objectsOf(new SourceFile(path, textOf(path, read))),
  );
}

function textOf(path: string, read: () => Uint8Array | undefined): string {
  let bytes: Uint8Array | undefined;
  try {
    bytes = read();
  } catch (error) {
    throw new UserError(`cannot read ${quoted(path)}: ${reasonOf(error)}`);
  }
  if (!bytes) throw new UserError(`${quoted(path)} has more than ${maxSize / 2 ** 20} MiB`);
  const text = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (text === undefined) throw new UserError(`${quoted(path)} is not UTF-8 text`);
  return text;
}

function objectsOf(file: SourceFile): ValueMap[] {
  return splitDocuments(file.text).flatMap((range) => {
    const { value, problems } = readDocument(file.text, range);
    const [problem] = problems;
    if (problem) {
      const { line, column } = file.position(problem.range.start);
      throw new UserError(`${file.path}:${line}:${column}: ${problem.message}`, { help: problem.help ?? "" });
    }
    return itemsOf(value);
  });
}

function itemsOf(value: unknown): ValueMap[] {
  if (!isMap(value)) return [];
  const isList = typeof value.kind === "string" && value.kind.endsWith("List");
  return isList && Array.isArray(value.items) ? value.items.flatMap(itemsOf) : [value];
}
