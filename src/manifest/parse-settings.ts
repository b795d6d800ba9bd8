import * as z from "zod";
import { closest } from "../nim/closest.ts";
import { prototypeKeyIn } from "../nim/prototype-key.ts";
import { formatPath, type Path, valueAt } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import type { SourceFile } from "./document.ts";
import { settingHelp, settingWords } from "./setting-words.ts";
import { placesOf, readDocument } from "./yaml/index.ts";

export interface ParsedSettings<T> {
  readonly settings: T;
  /** An error at the place of a setting, for what a schema cannot say. */
  mistakeAt(path: Path, message: string, help?: string): UserError;
}

/**
 * Reads a file of settings: one YAML or JSON document.
 *
 * @param what how messages call the whole: `the configuration`.
 * @throws UserError with the place of the first mistake and what would be right.
 */
export function parseSettings<Schema extends z.ZodType>(
  source: SourceFile,
  schema: Schema,
  what: string,
): ParsedSettings<z.output<Schema>> {
  const range = { start: 0, end: source.text.length };
  const { value, problems } = readDocument(source.text, range);
  const [problem] = problems;
  if (problem) throw mistake(source, problem.range.start, problem.message, problem.help);
  const mistakeAt = (path: Path, message: string, help?: string) => {
    const places = placesOf(source.text, range);
    let found = places.keyOf(path) ?? places.valueOf(path);
    // What is missing is told at the nearest thing that is there.
    for (let near = path; found === undefined && near.length > 0; ) {
      near = near.slice(0, -1);
      found = places.keyOf(near) ?? places.valueOf(near);
    }
    return mistake(source, (found ?? range).start, message, help);
  };
  const skipped = prototypeKeyIn(value);
  if (skipped) throw mistakeAt(skipped, `unknown setting ${formatPath(skipped)}`, "remove it");
  const parsed = schema.safeParse(value ?? {}, { error: settingWords });
  if (parsed.success) return { settings: parsed.data, mistakeAt };
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  const path = (issue?.path ?? []).filter((step): step is string | number => typeof step !== "symbol");
  if (issue?.code !== "unrecognized_keys") {
    const help = issue && settingHelp(issue, valueAt(value, path));
    throw mistakeAt(path, `${formatPath(path) || what}: ${issue?.message ?? "not valid"}`, help);
  }
  const [key = ""] = issue.keys;
  const known = keysAt(schema, path);
  const meant = closest(key, known);
  throw mistakeAt(
    [...path, key],
    `unknown setting ${formatPath([...path, key])}`,
    meant === undefined ? `known here: ${known.join(", ")}` : `did you mean ${meant}?`,
  );
}

/** The settings that are known at a place. */
function keysAt(root: z.ZodType, path: Path): string[] {
  let schema: unknown = root;
  for (const step of path) {
    schema = unwrapped(schema);
    if (schema instanceof z.ZodArray) schema = schema.element;
    else if (schema instanceof z.ZodObject) schema = schema.shape[String(step)];
  }
  schema = unwrapped(schema);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  let current = schema;
  while (current instanceof z.ZodDefault || current instanceof z.ZodOptional) current = current.unwrap();
  return current;
}

function mistake(source: SourceFile, offset: number, message: string, help?: string): UserError {
  const { line, column } = source.position(offset);
  return new UserError(`${source.path}:${line}:${column}: ${message}`, help === undefined ? {} : { help });
}
