import type { Finding, Location, Severity } from "../lint/finding.ts";
import type { SourceFile } from "../manifest/document.ts";
import { enforcementOf } from "./enforcement.ts";
import { counted, logLine, printable } from "./printable.ts";
import { excerptOf, shownLine } from "./source-line.ts";
import { subjectOf } from "./subject.ts";
import type { LintSummary } from "./summary.ts";

export interface TextOptions {
  readonly colors: boolean;
  /** Columns; messages are wrapped, source lines are cut around the place. */
  readonly width: number;
}

type Style = (text: string) => string;

interface Styles {
  readonly severity: Record<Severity, Style>;
  readonly strong: Style;
  readonly dim: Style;
}

/** The findings, in pieces, as people read them in a terminal: what, where with the source, why, what to write instead. */
export function* textReport(
  findings: readonly Finding[],
  summary: LintSummary,
  files: ReadonlyMap<string, SourceFile>,
  options: TextOptions,
): Generator<string> {
  const styles = options.colors ? colored : plain;
  for (const finding of findings) yield `${describe(finding, files, styles, options.width)}\n`;
  yield summaryLine(summary, styles, options.width);
}

function describe(
  finding: Finding,
  files: ReadonlyMap<string, SourceFile>,
  styles: Styles,
  width: number,
): string {
  const style = styles.severity[finding.severity];
  const label = `${finding.severity}[${finding.rule}]`;
  const [first = "", ...others] = wrapped(printable(finding.message), width, label.length + 2, 4);
  const lines = [
    `${style(label)}: ${styles.strong(first)}`,
    ...others.map((line) => `    ${styles.strong(line)}`),
  ];
  const gutter = String(lastLineShown(finding)).length;
  const pad = " ".repeat(gutter);
  lines.push(...frame(finding.location, subjectOf(finding), files, gutter, style, "^", styles, width));
  for (const { message, location } of finding.related) {
    lines.push(...frame(location, printable(message), files, gutter, styles.dim, "-", styles, width));
  }
  const note = (name: string, text: string) => {
    const [start = "", ...rest] = wrapped(text, width, gutter + name.length + 5, gutter + name.length + 5);
    lines.push(`${pad} ${styles.dim("=")} ${styles.strong(name)}: ${start}`);
    lines.push(...rest.map((line) => `${" ".repeat(gutter + name.length + 5)}${line}`));
  };
  if (finding.help !== undefined) note("help", printable(finding.help));
  const enforcer = enforcementOf(finding);
  if (enforcer !== undefined) note("note", enforcer);
  if (finding.fix) note("fix", `${finding.fix.safety}, known to nimops`);
  lines.push("");
  return lines.join("\n");
}

function lastLineShown({ location, related }: Finding): number {
  return Math.max(location.start.line, ...related.map((place) => place.location.start.line));
}

/** The source line with its place underlined. */
function frame(
  location: Location,
  remark: string,
  files: ReadonlyMap<string, SourceFile>,
  gutter: number,
  style: Style,
  mark: string,
  styles: Styles,
  width: number,
): string[] {
  const pad = " ".repeat(gutter);
  const { line, column } = location.start;
  const place = `${printable(location.file)}:${line}:${column}`;
  const arrow = `${pad}${styles.dim("-->")} ${place}`;
  const fits = gutter + 4 + place.length + 2 + remark.length <= width;
  const lines =
    remark === "" ? [arrow] : fits ? [`${arrow}  ${remark}`] : [arrow, logLine(`${pad}     ${remark}`)];
  const file = files.get(location.file);
  const source = file && shownLine(file, line);
  if (source === undefined) return lines;
  const length = location.end.line === line ? location.end.column - column : source.length - column + 1;
  const shown = excerptOf(source, column - 1, Math.max(1, length), width - gutter - 3);
  const bar = styles.dim("|");
  lines.push(
    `${pad} ${bar}`,
    `${styles.dim(String(line).padStart(gutter))} ${bar} ${shown.text}`,
    `${pad} ${bar} ${" ".repeat(shown.start)}${style(mark.repeat(shown.length))}`,
  );
  return lines;
}

/**
 * Breaks text at spaces; the first line begins at column `first`, the others at column `next`. Not before `::`, which at
 * the start of a line would be a command to GitHub's runner.
 */
function wrapped(text: string, width: number, first: number, next: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ (?! *::)/)) {
    const room = Math.max(20, width - (lines.length === 0 ? first : next));
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

function summaryLine(summary: LintSummary, styles: Styles, width: number): string {
  const { errors, warnings, infos, resources, files } = summary;
  const where = `${counted(resources, "resource")} of ${counted(files, "file")}`;
  if (errors + warnings + infos === 0) return `${styles.strong("no findings")} in ${where}\n`;
  const counts = [
    errors > 0 ? styles.severity.error(counted(errors, "error")) : "",
    warnings > 0 ? styles.severity.warning(counted(warnings, "warning")) : "",
    infos > 0 ? styles.severity.info(`${infos} info`) : "",
  ].filter((part) => part !== "");
  const hint = "`nimops explain RULE` tells more about a rule";
  const line = `${counts.join(", ")} in ${where}`;
  return line.length + hint.length + 2 <= width ? `${line}; ${hint}\n` : `${line}\n${hint}\n`;
}

const same: Style = (text) => text;
const plain: Styles = { severity: { error: same, warning: same, info: same }, strong: same, dim: same };

const sgr =
  (...codes: number[]): Style =>
  (text) =>
    `\u001b[${codes.join(";")}m${text}\u001b[0m`;
const colored: Styles = {
  severity: { error: sgr(1, 31), warning: sgr(1, 33), info: sgr(1, 36) },
  strong: sgr(1),
  dim: sgr(2),
};
