import * as z from "zod";
import type { SourceFile } from "../manifest/document.ts";
import { placesOf, readDocument } from "../manifest/yaml/index.ts";
import { closest } from "../nim/closest.ts";
import { formatPath, type Path } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import { type Config, configSchema } from "./schema.ts";

/** @throws UserError with the place of the first mistake and what would be right. */
export function parseConfig(source: SourceFile, ruleIds: readonly string[]): Config {
  const range = { start: 0, end: source.text.length };
  const { value, problems } = readDocument(source.text, range);
  const [problem] = problems;
  if (problem) throw mistake(source, problem.range.start, problem.message, problem.help);
  const parsed = configSchema.safeParse(value ?? {});
  const placed = (path: Path, message: string, help?: string) => {
    const places = placesOf(source.text, range);
    let found = places.keyOf(path) ?? places.valueOf(path);
    // What is missing is told at the nearest thing that is there.
    for (let near = path; found === undefined && near.length > 0; ) {
      near = near.slice(0, -1);
      found = places.keyOf(near) ?? places.valueOf(near);
    }
    return mistake(source, (found ?? range).start, message, help);
  };
  if (!parsed.success) {
    const { issues } = parsed.error;
    const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
    const path = (issue?.path ?? []).filter((step): step is string | number => typeof step !== "symbol");
    if (issue?.code === "unrecognized_keys") {
      const [key = ""] = issue.keys;
      const meant = closest(key, keysAt(path));
      throw placed(
        [...path, key],
        `unknown setting ${formatPath([...path, key])}`,
        meant === undefined ? `known here: ${keysAt(path).join(", ")}` : `did you mean ${meant}?`,
      );
    }
    throw placed(path, `${formatPath(path) || "the configuration"}: ${issue?.message ?? "not valid"}`);
  }
  for (const { id, path } of rulesNamedIn(parsed.data)) {
    if (ruleIds.includes(id)) continue;
    const meant = closest(id, ruleIds);
    throw placed(
      path,
      `there is no rule ${JSON.stringify(id)}`,
      meant === undefined ? "`nimops rules` lists them" : `did you mean ${meant}?`,
    );
  }
  const names = parsed.data.clusters.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0)
    throw placed(["clusters", twice, "name"], `two clusters are called ${JSON.stringify(names[twice])}`);
  return parsed.data;
}

function rulesNamedIn({ rules, overrides }: Config): { id: string; path: Path }[] {
  return [
    ...Object.keys(rules).map((id) => ({ id, path: ["rules", id] })),
    ...overrides.flatMap(({ rule, rules: several = [] }, index) => [
      ...(rule === undefined ? [] : [{ id: rule, path: ["overrides", index, "rule"] }]),
      ...several.map((id, nth) => ({ id, path: ["overrides", index, "rules", nth] })),
    ]),
  ];
}

/** The settings that are known at a place of the configuration. */
function keysAt(path: Path): string[] {
  let schema: unknown = configSchema;
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
