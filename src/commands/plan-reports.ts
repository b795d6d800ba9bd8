import type { Finding } from "../lint/finding.ts";
import type { Plan } from "../plan/plan.ts";
import { isBadAt } from "../plan/policy.ts";
import { type GitHubOptions, githubReport } from "../report/github.ts";
import { planFindings } from "../report/plan-findings.ts";
import { planHtml } from "../report/plan-html/plan-html.ts";
import { planJson } from "../report/plan-json.ts";
import type { PlanMarkdownOptions } from "../report/plan-markdown.ts";
import { planMarkdown } from "../report/plan-markdown.ts";
import { planText } from "../report/plan-text.ts";
import type { Folders } from "../report/repository-path.ts";
import type { MadePlan } from "./make-plans.ts";
import type { PlanFormatName } from "./plan-formats.ts";

export interface PlanReportOptions {
  readonly folders: Folders;
  readonly colors: boolean;
  readonly sourceUrl?: string | undefined;
  readonly markdown?: Pick<PlanMarkdownOptions, "limit" | "rest">;
  readonly github?: Omit<GitHubOptions, keyof Folders>;
}

/** Plans in a format, in pieces. */
export function planReport(
  format: PlanFormatName,
  made: readonly MadePlan[],
  options: PlanReportOptions,
): Iterable<string> {
  return reporters[format](made, options);
}

const reporters: Readonly<
  Record<PlanFormatName, (made: readonly MadePlan[], options: PlanReportOptions) => Iterable<string>>
> = {
  *text(made, { colors }) {
    for (const { plan } of made) yield* planText(plan, { colors });
  },
  json: (made) => [planJson(plansOf(made))],
  markdown: (made, { folders, sourceUrl, markdown }) => [
    planMarkdown(plansOf(made), { ...folders, sourceUrl, ...markdown, failed: isAnyRefused(made) }),
  ],
  html: (made, { folders, sourceUrl }) => [planHtml(plansOf(made), { ...folders, sourceUrl })],
  github: (made, { folders, github }) => githubReport(findingsOf(made), { ...folders, ...github }),
};

/** What annotations show: an error where the policy says that it fails. */
export function findingsOf(made: readonly MadePlan[]): Finding[] {
  return made.flatMap(({ plan, policy }) => planFindings([plan], (workload) => isBadAt(workload, policy)));
}

function plansOf(made: readonly MadePlan[]): Plan[] {
  return made.map(({ plan }) => plan);
}

function isAnyRefused(made: readonly MadePlan[]): boolean {
  return made.some(({ isRefused }) => isRefused);
}
