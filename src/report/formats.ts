import type { Finding } from "../lint/finding.ts";
import type { Rule } from "../lint/rule.ts";
import type { Loaded } from "../manifest/load.ts";
import { type GitHubOptions, githubReport } from "./github.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { type MarkdownOptions, markdownReport } from "./markdown.ts";
import type { Folders } from "./repository-path.ts";
import { type SarifOptions, sarifReport } from "./sarif.ts";
import { SourceLines } from "./source-lines.ts";
import type { LintSummary } from "./summary.ts";
import { type TextOptions, textReport } from "./text.ts";

/** Everything that a report may tell. */
export interface LintResult {
  /** What is reported. */
  readonly findings: readonly Finding[];
  readonly summary: LintSummary;
  readonly loaded: Loaded;
  /** Those that ran, in a stable order. */
  readonly rules: readonly Rule[];
}

export interface ReportOptions {
  readonly folders: Folders;
  readonly text: TextOptions;
  readonly sarif: Omit<SarifOptions, keyof Folders>;
  readonly github?: Omit<GitHubOptions, keyof Folders>;
  readonly markdown?: Omit<MarkdownOptions, keyof Folders>;
}

interface Format {
  readonly about: string;
  report(result: LintResult, options: ReportOptions): Generator<string>;
}

/** The formats that `--format` takes. */
export const formats = {
  text: {
    about: "for people, in a terminal",
    report: ({ findings, summary, loaded }, { text }) => textReport(findings, summary, loaded.files, text),
  },
  json: {
    about: "for programs; docs/json.md describes it",
    report: ({ findings, summary }) => jsonReport(findings, summary),
  },
  sarif: {
    about: "SARIF 2.1.0, for code scanning and editors",
    report: (result, { sarif, folders }) =>
      sarifReport(result.findings, sourceOf(result), result.rules, { ...sarif, ...folders }),
  },
  junit: {
    about: "JUnit XML, for the test pages of GitLab, Jenkins and others",
    report: (result, { folders }) =>
      junitReport(result.findings, result.summary, resourcesOf(result.loaded), sourceOf(result), folders),
  },
  github: {
    about: "workflow commands, which GitHub Actions shows as annotations",
    report: ({ findings }, { github, folders }) => githubReport(findings, { ...github, ...folders }),
  },
  markdown: {
    about: "Markdown, for a comment or a job summary",
    report: (result, { markdown, folders }) =>
      markdownReport(result.findings, result.summary, sourceOf(result), { ...markdown, ...folders }),
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

function sourceOf({ loaded }: LintResult): SourceLines {
  return new SourceLines(loaded.files);
}

function resourcesOf({ clusters }: Loaded): Loaded["clusters"][number]["set"]["resources"] {
  return clusters.flatMap(({ set }) => set.resources);
}
