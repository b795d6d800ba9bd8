import type { Finding, Severity } from "../lint/finding.ts";
import { withoutCredentials } from "../nim/credential.ts";
import { enforcementOf } from "./enforcement.ts";
import { counted, printable } from "./printable.ts";
import { type Folders, repositoryPath } from "./repository-path.ts";
import { shortened } from "./shortened.ts";
import { subjectOf } from "./subject.ts";
import { worstFirst } from "./worst-first.ts";

/** Changed lines of each file, by its path as findings have it; first and last line of each range. */
export type ChangedLines = ReadonlyMap<string, readonly (readonly [number, number])[]>;

export interface GitHubOptions extends Folders {
  /** Findings on these lines come first, because only they are shown in the diff of a pull request. */
  readonly changedLines?: ChangedLines | undefined;
  /** Where all findings are, for the last annotation. */
  readonly rest?: string | undefined;
}

/** Of each type in a step; the runner only logs what comes after (actions/runner ExecutionContext.cs). */
const mostOfOneType = 10;
/** The runner cuts a message at 4,096 characters, before it undoes the escapes or after. */
const longestMessage = 3000;

const commands: Record<Severity, "error" | "warning" | "notice"> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/**
 * The findings as workflow commands, which the runner turns into annotations: worst first, on changed lines before
 * others, as many as GitHub shows; a last one counts the rest.
 */
export function* githubReport(findings: readonly Finding[], options: GitHubOptions): Generator<string> {
  const { shown, left } = chosen(findings, options.changedLines);
  for (const finding of shown) yield annotation(finding, options);
  if (left.length === 0) return;
  const where = options.rest ?? "`nimops lint` lists them all";
  const message = `${counted(left.length, "more finding")} (${bySeverity(left)}): GitHub shows ${mostOfOneType} of a type at most; ${where}`;
  yield command("notice", [["title", "nimops"]], message);
}

function chosen(findings: readonly Finding[], changedLines: ChangedLines | undefined) {
  const changed = findings.filter((finding) => isChanged(finding, changedLines));
  const others = findings.filter((finding) => !isChanged(finding, changedLines));
  const ordered = worstFirst([...changed, ...others]);
  const first = upTo(() => mostOfOneType, ordered);
  if (first.left.length === 0) return first;
  // The last annotation is a notice itself.
  return upTo((severity) => mostOfOneType - (commands[severity] === "notice" ? 1 : 0), ordered);
}

function upTo(most: (severity: Severity) => number, findings: readonly Finding[]) {
  const counts = new Map<Severity, number>();
  const shown: Finding[] = [];
  const left: Finding[] = [];
  for (const finding of findings) {
    const count = (counts.get(finding.severity) ?? 0) + 1;
    counts.set(finding.severity, count);
    (count <= most(finding.severity) ? shown : left).push(finding);
  }
  return { shown, left };
}

function isChanged({ location }: Finding, changedLines: ChangedLines | undefined): boolean {
  const ranges = changedLines?.get(location.file) ?? [];
  return ranges.some(([from, to]) => location.start.line <= to && location.end.line >= from);
}

function annotation(finding: Finding, folders: Folders): string {
  const { severity, rule, location, related } = finding;
  const lines = [`${placeOf(location)}: ${shown(finding.message)}`];
  const subject = subjectOf(finding);
  if (subject !== "") lines.push(subject);
  if (finding.help !== undefined) lines.push(`help: ${shown(finding.help)}`);
  for (const place of related) lines.push(`related: ${placeOf(place.location)}: ${shown(place.message)}`);
  const enforcer = enforcementOf(finding);
  if (enforcer !== undefined) lines.push(`note: ${enforcer}`);
  const properties = [...regionOf(finding, folders), ["title", rule]] as const;
  return command(commands[severity], properties, shortened(lines.join("\n"), longestMessage));
}

type Property = readonly [name: string, value: string];

/** Nothing for standard input and files outside of the repository, which no page of GitHub shows. */
function regionOf({ location: { file, start, end } }: Finding, folders: Folders): Property[] {
  const path = repositoryPath(file, folders);
  // A name with control characters must not reach a terminal as it is, and escaped it would be another file's.
  if (path === undefined || printable(path) !== path) return [];
  const lines: Property[] = [
    ["file", path],
    ["line", String(start.line)],
    ["endLine", String(end.line)],
  ];
  // The runner drops columns where the lines differ (actions/runner ActionCommandManager.cs).
  if (start.line !== end.line) return lines;
  return [...lines, ["col", String(start.column)], ["endColumn", String(Math.max(start.column, end.column))]];
}

/** The summary page of a run shows messages without their file. */
function placeOf({ file, start }: Finding["location"]): string {
  return `${file === "-" ? "stdin" : printable(file)}:${start.line}`;
}

function shown(text: string): string {
  return shortened(printable(withoutCredentials(text)), 1000);
}

function bySeverity(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    [count("error"), counted(count("error"), "error")],
    [count("warning"), counted(count("warning"), "warning")],
    [count("info"), `${count("info")} info`],
  ] as const;
  return parts.flatMap(([number, words]) => (number === 0 ? [] : [words])).join(", ");
}

/** One command on one line; the escapes are those of @actions/core command.ts. */
function command(name: string, properties: readonly Property[], message: string): string {
  const list = properties.map(([key, value]) => `${key}=${escapeProperty(value)}`).join(",");
  return `::${name} ${list}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
