import type { Finding, Location, Severity } from "../lint/finding.ts";
import type { SourceFile } from "../manifest/document.ts";
import { withoutCredentials } from "../nim/credential.ts";
import { counted, printable } from "./printable.ts";
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

const enforcement: Record<Finding["enforcedBy"], string> = {
  parser: "this is not valid YAML or JSON",
  "api-server": "the API server refuses this",
  webhook: "the operator's admission webhook refuses this; where it is off (its default), nobody does",
  operator: "accepted by the cluster, then broken or ignored by the operator",
  scheduler: "accepted by the cluster, then the pods do not start",
  nimops: "accepted by the cluster; good practice or policy",
};

/** Who would complain, in words; nothing where there is no resource that anybody could judge. */
function enforcementOf({ enforcedBy, severity, object }: Finding): string | undefined {
  if (enforcedBy === "nimops" && object === undefined) return undefined;
  if (enforcedBy === "webhook" && severity !== "error")
    return "the operator's admission webhook warns of this";
  return enforcement[enforcedBy];
}

/** The findings as people read them in a terminal: what, where with the source, why, what to write instead. */
export function textReport(
  findings: readonly Finding[],
  summary: LintSummary,
  files: ReadonlyMap<string, SourceFile>,
  options: TextOptions,
): string {
  const styles = options.colors ? colored : plain;
  const parts = findings.map((finding) => describe(finding, files, styles, options.width));
  parts.push(summaryLine(summary, styles, options.width));
  return parts.join("\n");
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
  const shown = finding.confidential ? new Map<string, SourceFile>() : files;
  lines.push(...frame(finding.location, subjectOf(finding), shown, gutter, style, "^", styles, width));
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

function subjectOf({ object, clusters }: Finding): string {
  const name = object ? `${object.kind} ${printable(object.namespace)}/${printable(object.name)}` : "";
  return clusters.length === 0
    ? name
    : `${name}${name === "" ? "" : " "}(${clusters.map(printable).join(", ")})`;
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
  const lines = remark === "" ? [arrow] : fits ? [`${arrow}  ${remark}`] : [arrow, `${pad}     ${remark}`];
  const source = files.get(location.file)?.lines.lineText(line);
  if (source === undefined || source.trim() === "") return lines;
  const length = location.end.line === line ? location.end.column - column : source.length - column + 1;
  const shown = excerpt(source, column - 1, Math.max(1, length), width - gutter - 3);
  const bar = styles.dim("|");
  lines.push(
    `${pad} ${bar}`,
    `${styles.dim(String(line).padStart(gutter))} ${bar} ${shown.text}`,
    `${pad} ${bar} ${" ".repeat(shown.start)}${style(mark.repeat(shown.length))}`,
  );
  return lines;
}

/** A long line is cut to the part around the place; each character takes one column. */
function excerpt(source: string, start: number, length: number, width: number) {
  const visible = [...withoutCredentials(source)]
    .map((character) => (printable(character) === character ? character : "·"))
    .join("");
  // Characters outside the basic plane are two units but one column.
  const before = [...source.slice(0, start)].length;
  const marked = Math.max(1, [...source.slice(start, start + length)].length);
  const characters = [...visible];
  if (characters.length <= width) return { text: visible.trimEnd(), start: before, length: marked };
  const from = Math.max(0, Math.min(before - 10, characters.length - width + 2));
  const cut = characters.slice(from, from + width - 2).join("");
  const ahead = from > 0 ? "…" : "";
  const behind = from + width - 2 < characters.length ? "…" : "";
  return {
    text: `${ahead}${cut}${behind}`,
    start: before - from + ahead.length,
    length: Math.max(1, Math.min(marked, width - 2 - (before - from))),
  };
}

/** Breaks text at spaces; the first line begins at column `first`, the others at column `next`. */
function wrapped(text: string, width: number, first: number, next: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
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
