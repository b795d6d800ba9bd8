import { boundedFile } from "../../src/manifest/bounded-file.ts";
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

/**
 * The NIMRepository of a file, which may have other documents beside it.
 *
 * @param path as people see it.
 * @throws UserError with line and column where it is not right, and where there is none, or several.
 */
export function readRepositoryFile(path: string, namespace?: string): NIMRepository {
  return repositoryIn(new SourceFile(path, textOf(path)), namespace);
}

/** The same of a text. */
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

function textOf(path: string): string {
  let bytes: Buffer;
  try {
    bytes = boundedFile(path, largest, "named");
  } catch (error) {
    throw new UserError(`cannot read ${path}: ${reasonOf(error)}`, {
      help: `name a file with a ${repositoryKind.kind}`,
    });
  }
  const text = decode(bytes);
  if (text === undefined) throw new UserError(`${path} is not UTF-8 text`, { help: "save it as UTF-8" });
  return text;
}

function mistake(file: SourceFile, offset: number, message: string, help: string | undefined): UserError {
  const { line, column } = file.position(offset);
  return new UserError(`${file.path}:${line}:${column}: ${message}`, help === undefined ? {} : { help });
}
