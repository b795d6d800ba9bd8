import {
  type EnforcedBy,
  enforcers,
  type Finding,
  type Location,
  type Severity,
  severities,
} from "../lint/finding.ts";
import { codeFrame } from "./code-frame.ts";
import { enforcementOf } from "./enforcement.ts";
import { code, fenced, html, prose } from "./literal.ts";
import { counted } from "./printable.ts";
import { type Folders, repositoryPath, uriOf } from "./repository-path.ts";
import { shortened } from "./shortened.ts";
import type { SourceLines } from "./source-lines.ts";
import { nameOf } from "./subject.ts";
import type { LintSummary } from "./summary.ts";
import { worstFirst } from "./worst-first.ts";

export interface MarkdownOptions extends Folders {
  /** Bytes of the whole; `commentLimit` when absent. */
  readonly limit?: number | undefined;
  /** Whether the check failed; when absent, an error makes it fail. */
  readonly failed?: boolean | undefined;
  /** Where the repository's files are shown, such as https://github.com/owner/name/blob/SHA; places are links then. */
  readonly sourceUrl?: string | undefined;
  /** Where all findings are, told when some are left out. */
  readonly rest?: string | undefined;
}

/** GitHub takes comments of 65,536 characters; the margin is for what the caller adds. */
export const commentLimit = 65_536 - 1024;
/** The runner drops a job summary of more than 1 MiB (actions/runner FileCommandManager.cs). */
export const summaryLimit = 1024 * 1024 - 4096;

/** Findings that are open to see; the others are folded. */
const unfolded = 12;
/** For the sentence that tells how many are left out. */
const footerSize = 512;

const icons: Record<Severity, string> = { error: "❌", warning: "⚠️", info: "ℹ️" };

const complainers: Record<EnforcedBy, string> = {
  parser: "YAML or JSON parser",
  "api-server": "API server",
  webhook: "admission webhook (off by default)",
  operator: "NIM Operator, at run time",
  scheduler: "scheduler",
  nimops: "nobody: good practice or policy",
};

/** The findings as Markdown for a comment or a job summary, in pieces: verdict, counts, then file by file, worst first. */
export function* markdownReport(
  findings: readonly Finding[],
  summary: LintSummary,
  source: SourceLines,
  options: MarkdownOptions,
): Generator<string> {
  const head = `### ${verdict(summary, options.failed)}\n\n${countsTable(findings)}`;
  yield head;
  let room = (options.limit ?? commentLimit) - bytes(head) - footerSize;
  let shown = 0;
  for (const { open, found, close } of sectionsOf(findings, options)) {
    let opened = false;
    for (const finding of found) {
      const block = describe(finding, source, options);
      const needed = bytes(block) + (opened ? 0 : bytes(open) + bytes(close));
      if (needed > room) {
        if (opened) yield close;
        yield leftOut(findings.length - shown, options);
        return;
      }
      if (!opened) yield open;
      opened = true;
      yield block;
      room -= needed;
      shown++;
    }
    yield close;
  }
}

function verdict(summary: LintSummary, failed: boolean | undefined): string {
  const { errors, warnings, infos, resources, files } = summary;
  const where = `in ${counted(resources, "resource")} of ${counted(files, "file")}`;
  if (errors + warnings + infos === 0) return `✅ nimops lint: no findings ${where}`;
  const counts = [
    errors > 0 ? [counted(errors, "error")] : [],
    warnings > 0 ? [counted(warnings, "warning")] : [],
    infos > 0 ? [`${infos} info`] : [],
  ].flat();
  const icon = (failed ?? errors > 0) ? icons.error : errors + warnings > 0 ? icons.warning : "✅";
  return `${icon} nimops lint: ${counts.join(", ")} ${where}`;
}

function countsTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  const rows = enforcers.flatMap((enforcer) => {
    const theirs = findings.filter(({ enforcedBy }) => enforcedBy === enforcer);
    if (theirs.length === 0) return [];
    const cells = severities.map(
      (severity) => theirs.filter((finding) => finding.severity === severity).length,
    );
    return [
      `| ${complainers[enforcer]} | ${cells.map((count) => (count === 0 ? "" : count)).join(" | ")} |\n`,
    ];
  });
  return `| who would complain | errors | warnings | infos |\n|---|--:|--:|--:|\n${rows.join("")}\n`;
}

interface Section {
  readonly open: string;
  readonly found: readonly Finding[];
  readonly close: string;
}

/** Files in the order of their worst finding, in each the worst first; what comes late is folded. */
function sectionsOf(findings: readonly Finding[], options: MarkdownOptions): Section[] {
  let before = 0;
  return [...byFile(findings)].flatMap(([file, found]) => {
    const open = found.slice(0, Math.max(0, unfolded - before));
    const rest = found.slice(open.length);
    before += found.length;
    return [
      ...(open.length > 0 ? [unfoldedSection(file, open, options)] : []),
      ...(rest.length > 0 ? [foldedSection(file, rest, open.length > 0)] : []),
    ];
  });
}

function byFile(findings: readonly Finding[]): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of worstFirst(findings)) {
    const found = files.get(finding.location.file);
    if (found) found.push(finding);
    else files.set(finding.location.file, [finding]);
  }
  return files;
}

function unfoldedSection(file: string, found: readonly Finding[], options: MarkdownOptions): Section {
  const name = code(shortened(nameOfFile(file), 500));
  return { open: `#### ${linked(name, file, undefined, options)}\n\n`, found, close: "" };
}

function foldedSection(file: string, found: readonly Finding[], continued: boolean): Section {
  const counts = severities.flatMap((severity) => {
    const count = found.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${icons[severity]} ${count}`];
  });
  const name = `<code>${html(shortened(nameOfFile(file), 500))}</code>`;
  const summary = `${continued ? "more in " : ""}${name} ${counts.join(" ")}`;
  // Markdown inside of HTML begins after an empty line.
  return { open: `<details><summary>${summary}</summary>\n\n`, found, close: "</details>\n\n" };
}

function nameOfFile(file: string): string {
  return file === "-" ? "standard input" : file;
}

function describe(finding: Finding, source: SourceLines, options: MarkdownOptions): string {
  const { severity, rule, location, object, clusters, message, help, related, fix } = finding;
  const about = [
    linked(`line ${location.start.line}`, location.file, location, options),
    ...(object ? [code(shortened(nameOf(object), 300))] : []),
    ...clusters.map((cluster) => `cluster ${code(shortened(cluster, 100))}`),
    code(rule),
  ];
  const frame = codeFrame(location, source);
  const enforcer = enforcementOf(finding);
  const notes = [
    ...(help === undefined ? [] : [`- **help:** ${prose(shortened(help, 1500))}`]),
    ...(enforcer === undefined ? [] : [`- **note:** ${enforcer}`]),
    ...related.map((place) => `- **related:** ${relatedPlace(place, location.file, options)}`),
    ...(fix ? [`- **fix:** ${fix.safety}, known to nimops`] : []),
  ];
  const parts = [
    `${icons[severity]} **${severity}:** ${prose(shortened(message, 1500))}<br>${about.join(" · ")}`,
    ...(frame === undefined ? [] : [fenced(frame)]),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
  ];
  return `${parts.join("\n\n")}\n\n`;
}

function relatedPlace(
  { message, location }: Finding["related"][number],
  file: string,
  options: MarkdownOptions,
): string {
  const { line } = location.start;
  const place = location.file === file ? `line ${line}` : code(`${shortened(location.file, 500)}:${line}`);
  return `${linked(place, location.file, location, options)}: ${prose(shortened(message, 500))}`;
}

/** A link to the place, where the repository is shown somewhere and has the file. */
function linked(
  words: string,
  file: string,
  location: Location | undefined,
  { sourceUrl, ...folders }: MarkdownOptions,
): string {
  const path = sourceUrl === undefined ? undefined : repositoryPath(file, folders);
  if (path === undefined) return words;
  const lines = location === undefined ? "" : lineAnchor(location);
  return `[${words}](${sourceUrl}/${uriOf(path)}${lines})`;
}

function lineAnchor({ start, end }: Location): string {
  return end.line === start.line ? `#L${start.line}` : `#L${start.line}-L${end.line}`;
}

function leftOut(count: number, { rest }: MarkdownOptions): string {
  const where = rest ?? "`nimops lint` lists them all";
  return `**${counted(count, "more finding")}** ${count === 1 ? "is" : "are"} left out, because there is no room for more here; ${where}\n`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
