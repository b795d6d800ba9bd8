import { resolve } from "node:path";
import { boundedFile, tooLarge } from "../../src/manifest/bounded-file.ts";
import { decode, ManifestDocument, SourceFile } from "../../src/manifest/document.ts";
import { reasonOf } from "../../src/manifest/find.ts";
import { readDocument, splitDocuments } from "../../src/manifest/yaml/index.ts";
import { isMap } from "../../src/nim/value.ts";
import { UserError } from "../../src/user-error.ts";
import { repositoryKind } from "./kind.ts";
import { readRepository } from "./read-repository.ts";
import type { NIMRepository } from "./types.ts";

/** Bytes. */
const largest = 1024 * 1024;

export interface NamedFile {
  /** `-` is standard input. */
  readonly name: string;
  readonly cwd: string;
  /** All of standard input; undefined where it is more than `limit` bytes. */
  readonly stdin: (limit: number) => Uint8Array | undefined;
}

/**
 * The text that is to have a NIMRepository. It may come through a pipe, which keeps the whole process waiting: ask for it before
 * anything else is begun.
 *
 * @throws UserError where it cannot be read.
 */
export function readNamedFile({ name, cwd, stdin }: NamedFile): SourceFile {
  const path = name === "-" ? "standard input" : resolve(cwd, name);
  let bytes: Buffer;
  try {
    bytes = name === "-" ? bounded(stdin(largest)) : boundedFile(path, largest, "named");
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}`, {
      help: `name a file with a ${repositoryKind.kind}`,
    });
  }
  const text = decode(bytes);
  if (text === undefined) throw new UserError(`${path} is not UTF-8 text`, { help: "save it as UTF-8" });
  return new SourceFile(path, text);
}

function bounded(bytes: Uint8Array | undefined): Buffer {
  if (bytes === undefined) throw new Error(tooLarge(largest));
  return Buffer.from(bytes);
}

/**
 * The NIMRepository of a file, which may have other documents beside it.
 *
 * @param namespace for one that names none.
 * @throws UserError with line and column where it is not right, and where there is none, or several.
 */
export function repositoryIn(file: SourceFile, namespace?: string): NIMRepository {
  const found = splitDocuments(file.text).flatMap((range) => {
    if (!file.text.slice(range.start, range.end).includes(repositoryKind.kind)) return [];
    const { value, problems } = readDocument(file.text, range);
    const [problem] = problems;
    if (problem) throw mistake(file, problem.range.start, problem.message, problem.help);
    const isOurs = isMap(value) && value.kind === repositoryKind.kind;
    return isOurs ? [{ value, document: new ManifestDocument(file, range, false) }] : [];
  });
  const [first, second] = found;
  if (!first) {
    throw new UserError(`there is no ${repositoryKind.kind} in ${file.path}`, {
      help: `it begins with \`apiVersion: ${repositoryKind.apiVersion}\` and \`kind: ${repositoryKind.kind}\``,
    });
  }
  if (second) {
    const { start } = second.document.rangeOf(["kind"], false);
    throw mistake(file, start, `this is a second ${repositoryKind.kind}`, "give each a file of its own");
  }
  const { repository, problems } = readRepository(first.value, namespace);
  if (repository) return repository;
  const told = problems.map(({ path, message, help, onKey }) => ({
    ...file.position(first.document.rangeOf(path, onKey).start),
    message,
    help,
  }));
  const lines = told
    .slice(0, mostTold)
    .map(({ line, column, message }) => `${file.path}:${line}:${column}: ${message}`);
  const more = told.length > mostTold ? [`and ${told.length - mostTold} more`] : [];
  const help = told.find((one) => one.help !== "")?.help;
  throw new UserError([...lines, ...more].join("\n"), help === undefined ? {} : { help });
}

const mostTold = 20;

function mistake(file: SourceFile, offset: number, message: string, help: string | undefined): UserError {
  const { line, column } = file.position(offset);
  return new UserError(`${file.path}:${line}:${column}: ${message}`, help === undefined ? {} : { help });
}
