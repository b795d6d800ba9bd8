import type { Finding } from "../lint/finding.ts";
import type { Rule } from "../lint/rule.ts";
import type { Loaded } from "../manifest/load.ts";
import type { GitHubOptions } from "./github.ts";
import { jsonReport } from "./json.ts";
import type { MarkdownOptions } from "./markdown.ts";
import type { Folders } from "./repository-path.ts";
import type { SarifOptions } from "./sarif.ts";
import { SourceLines } from "./source-lines.ts";
import type { LintSummary } from "./summary.ts";
import { type TextOptions, textReport } from "./text.ts";

/** Everything that a report may tell. */
export interface LintResult {
  /** What is reported. */
  readonly findings: readonly Finding[];
  /** All findings, also those that are ignored, in the baseline or filtered out: they decide which lines stay hidden. */
  readonly judged: readonly Finding[];
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
  report(result: LintResult, options: ReportOptions): Promise<Generator<string>>;
}

/** The formats that `--format` takes; what most runs do not need is loaded when it is asked for. */
export const formats = {
  text: {
    about: "for people, in a terminal",
    async report({ findings, summary, loaded }, { text }) {
      return textReport(findings, summary, loaded.files, text);
    },
  },
  json: {
    about: "for programs; docs/json.md describes it",
    async report({ findings, summary }) {
      return jsonReport(findings, summary);
    },
  },
  sarif: {
    about: "SARIF 2.1.0, for code scanning and editors",
    async report(result, { sarif, folders }) {
      const { sarifReport } = await import("./sarif.ts");
      return sarifReport(result.findings, sourceOf(result), result.rules, { ...sarif, ...folders });
    },
  },
  junit: {
    about: "JUnit XML, for the test pages of GitLab, Jenkins and others",
    async report(result, { folders }) {
      const { junitReport } = await import("./junit.ts");
      const resources = resourcesOf(result.loaded);
      return junitReport(result.findings, result.summary, resources, sourceOf(result), folders);
    },
  },
  github: {
    about: "workflow commands, which GitHub Actions shows as annotations",
    async report({ findings }, { github, folders }) {
      const { githubReport } = await import("./github.ts");
      return githubReport(findings, { ...github, ...folders });
    },
  },
  markdown: {
    about: "Markdown, for a comment or a job summary",
    async report(result, { markdown, folders }) {
      const { markdownReport } = await import("./markdown.ts");
      return markdownReport(result.findings, result.summary, sourceOf(result), { ...markdown, ...folders });
    },
  },
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof formats;

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(formats, name);
}

function sourceOf({ loaded, judged }: LintResult): SourceLines {
  return new SourceLines(loaded.files, judged);
}

function resourcesOf({ clusters }: Loaded): Loaded["clusters"][number]["set"]["resources"] {
  return clusters.flatMap(({ set }) => set.resources);
}
