import type * as z from "zod";
import { closest } from "../nim/closest.ts";
import { quoted } from "../nim/quoted.ts";

/** What a setting must be, where its schema says nothing itself; undefined where there are no better words than zod's. */
export function settingWords(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  const asked = wanted(issue);
  if (asked !== undefined) {
    return input === undefined
      ? `is missing; it must be ${asked}`
      : `must be ${asked}, but is ${show(input)}`;
  }
  if (issue.code !== "too_small" && issue.code !== "too_big") return undefined;
  const limit = issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (issue.origin === "array") return `must have ${limit} of them, but has ${sizeOf(input)}`;
  if (issue.origin === "string") return `must have ${limit} characters, but has ${sizeOf(input)}`;
  return `must be ${limit}, but is ${show(input)}`;
}

/** What to do about it, where that does not go without saying. */
export function settingHelp(issue: z.core.$ZodIssue, input: unknown): string | undefined {
  if (issue.code === "invalid_type" && input !== undefined && input !== null) {
    if (issue.expected === "string" && typeof input !== "object") return "put it in quotes";
    if (issue.expected === "array" && typeof input === "string")
      return "put it in brackets: one is a list too";
  }
  if (issue.code !== "invalid_value" && issue.code !== "invalid_union") return undefined;
  const meant = typeof input === "string" ? closest(input, textsOf(issue)) : undefined;
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

type Issue = z.core.$ZodRawIssue | z.core.$ZodIssue;

function wanted(issue: Issue): string | undefined {
  const words = wordsOf(issue);
  return words.length === 0 ? undefined : words.join(", ").replace(/, (?=[^,]*$)/, " or ");
}

function wordsOf(issue: Issue): string[] {
  if (issue.code === "invalid_union")
    return issue.errors.flatMap((errors) => errors.slice(0, 1).flatMap(wordsOf));
  const kind = issue.code === "invalid_type" ? kinds[issue.expected] : undefined;
  return kind === undefined ? textsOf(issue) : [kind];
}

/** `off` is read as false where it has no quotes, so a schema may take both; the word is told. */
function textsOf(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.filter((each) => each !== false).map(String);
  if (issue.code !== "invalid_union") return [];
  return issue.errors.flatMap((errors) => errors.slice(0, 1).flatMap(textsOf));
}

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  object: "a map",
  record: "a map",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function show(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return quoted(value);
  return typeof value === "number" ? `the number ${value}` : String(value);
}

function sizeOf(value: unknown): number {
  return typeof value === "string" ? [...value].length : Array.isArray(value) ? value.length : 0;
}
