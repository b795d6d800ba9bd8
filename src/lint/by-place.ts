import type { Finding } from "./finding.ts";

/** The order of every report: by file, line, column and rule. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.location.file, b.location.file) ||
    a.location.start.line - b.location.start.line ||
    a.location.start.column - b.location.start.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
