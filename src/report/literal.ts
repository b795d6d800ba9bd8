import { withoutCredentials } from "../nim/credential.ts";
import { printable } from "./printable.ts";

/**
 * Text from a manifest as Markdown that shows it and does nothing else: no emphasis, HTML, link, table cell, formula,
 * and, on GitHub, no mention and no reference to an issue. To stand inside a line, not at its start.
 */
export function literal(text: string): string {
  return (
    printable(withoutCredentials(text))
      .replace(/[\\`*_{}[\]()<>|~&$#!]/g, "\\$&")
      // GitHub looks for these in the finished text, where a backslash is gone; a space of no width stays.
      .replace(/@(?=[\w-])|:(?=\/\/|[\w+-]+:)|\bwww(?=\.)|\\#(?=\d)|\bGH(?=-\d)/gi, `$&${zeroWidthSpace}`)
  );
}

/** The same, but what stands between backticks, as rules write field names, becomes code. */
export function prose(text: string): string {
  return printable(withoutCredentials(text))
    .split(/(`[^`]+`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? code(part.slice(1, -1)) : literal(part)))
    .join("");
}

/** Text as code in a line. */
export function code(text: string): string {
  const shown = printable(withoutCredentials(text));
  if (shown.trim() === "") return "` `";
  const ticks = "`".repeat(longestRun(shown) + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${ticks}${pad}${shown}${pad}${ticks}`;
}

/** Lines that are safe to show already, as a block of code. */
export function fenced(text: string): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}text\n${text}\n${ticks}`;
}

/** Text as HTML, for the few elements that Markdown has no signs for. */
export function html(text: string): string {
  return printable(withoutCredentials(text))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const zeroWidthSpace = "\u200b";

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
