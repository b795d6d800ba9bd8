import { withoutCredentials } from "../nim/credential.ts";

/**
 * Text from a manifest, made safe for a terminal or a log: control characters (so also escape sequences and
 * line ends), the marks that turn text around, and what a runner would take for a command, are written as escapes.
 * What begins a line of its own goes through `logLine` too.
 */
export function printable(text: string): string {
  return withoutControls(text).replace(logCommand, "\\u0023#");
}

/**
 * Where a line holds `##[name]` anywhere, the runner of GitHub Actions obeys (actions/runner ActionCommand.cs, the
 * older form); those of Azure Pipelines and TeamCity obey `##vso[` and `##teamcity[`.
 */
export const logCommand = /##(?=\w*\[)/g;

/** A whole line: `::name::` is a command at its start, even behind blanks (actions/runner ActionCommand.cs). */
export function logLine(line: string): string {
  return line.replace(/^(\s*)::/, "$1\\u003a:");
}

/** Text of several lines, such as a trace: each made safe, credentials painted over. */
export function printableLines(text: string): string {
  return withoutCredentials(text)
    .split(/\r\n|[\r\n]/)
    .map((line) => logLine(printable(line)))
    .join("\n");
}

/** Controls, and the marks that hide text or turn it around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** What `printable` changes, but for the ends of lines. */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|##(?=\w*\[)/;

function withoutControls(text: string): string {
  return text.replace(controls, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\r") return "\\r";
    if (character === "\t") return "\\t";
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A value as JSON of several lines for programs, that is also safe where people or runners see it. */
export function printableJson(value: unknown): string {
  return printableJsonText(JSON.stringify(value, undefined, 2));
}

/** @param text JSON of several lines. */
export function printableJsonText(text: string): string {
  // Nearly all of it is as it should be, and it may be many megabytes.
  if (text.search(unprintable) < 0) return `${text}\n`;
  return `${text.split("\n").map(printable).join("\n")}\n`;
}

/** `3 errors`, `1 error`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : pluralOf(noun)}`;
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
