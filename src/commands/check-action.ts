import { resolve } from "node:path";
import { repositoryRoot } from "../git/root.ts";
import { formats, type ReportOptions } from "../report/formats.ts";
import { githubReport } from "../report/github.ts";
import { summaryLimit } from "../report/markdown.ts";
import { counted, printable } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import { type ActionChange, actionEvent, linesChanged } from "./action-change.ts";
import type { ActionInputs } from "./action-inputs.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";
import { checkExitCode, withoutRefusals } from "./check-outcome.ts";
import { lintRequestOf } from "./lint-request.ts";
import { type LintOutcome, lintRun } from "./lint-run.ts";
import { makePlans, type PlansMade } from "./make-plans.ts";
import { nothingFound } from "./nothing-found.ts";
import { planComment } from "./plan-comment.ts";
import { setPlanOutputs } from "./plan-outputs.ts";
import { findingsOf, type PlanReportOptions, planReport } from "./plan-reports.ts";
import { planRequestOf } from "./plan-request.ts";
import { printLog } from "./print-log.ts";
import { readOnce } from "./read-once.ts";
import { writeReportFile } from "./report-file.ts";
import { tellOfLock } from "./tell-of-lock.ts";

type CheckCommand = "check" | "lint" | "plan";

/** Lints, plans, or both, and tells it wherever the run's page has a place for it. */
export async function checkAction(
  command: CheckCommand,
  inputs: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  world: ActionWorld,
): Promise<ExitCode> {
  const event = actionEvent(world);
  const seen = readOnce({ cwd, env: world.env, stdin: noStdin, stderr: logOf(world) });
  const plans = command === "lint" ? undefined : await plansFor(command, inputs, event?.base, seen, toolkit);
  const lines = await linesChanged(event?.base, cwd, toolkit);
  const changedSince = inputs.changedOnly && lines ? event?.base : undefined;
  const lint =
    command === "plan"
      ? undefined
      : await lintRun({ ...lintRequestOf(inputs, inputs.paths), changedSince }, seen);
  const exitCode = checkExitCode(lint, plans);
  const options = reportOptions(cwd, lint?.exitCode, lines, command === "check" ? 2 : 1, world);
  if (lint) tellLint(lint, options, inputs, cwd, toolkit, world);
  if (plans) tellPlans(plans, options, inputs, cwd, toolkit, world);
  if (inputs.annotations) {
    const ofPlans = plans ? findingsOf(lint ? withoutRefusals(plans.made, lint) : plans.made) : [];
    const report = githubReport([...(lint?.findings ?? []), ...ofPlans], {
      ...options.github,
      ...options.folders,
    });
    for (const piece of report) world.stdout.write(piece);
  }
  if (inputs.summary) await writeSummary(lint, plans, options, toolkit);
  if (plans && plans.made.length > 0) {
    await planComment(
      { made: plans.made, inputs, cwd, event, options: planOptions(options) },
      toolkit,
      world,
    );
  }
  toolkit.setOutput("result", results[exitCode] ?? "findings");
  if (exitCode !== exitCodes.nothingFound) {
    const astray = lint?.astray ?? plans?.manifests.astray ?? [];
    for (const sentence of astray) toolkit.warning(printable(sentence), title);
    return exitCode;
  }
  return tellNothingFound(lint?.summary.filesRead ?? plans?.loaded.filesRead ?? 0, inputs, toolkit, lint);
}

const results: Readonly<Record<number, string>> = {
  [exitCodes.clean]: "clean",
  [exitCodes.findings]: "findings",
  [exitCodes.nothingFound]: "nothing",
};

function noStdin(): never {
  throw new UserError("the input paths: the Action has no standard input to read");
}

function logOf({ stdout }: ActionWorld) {
  return { write: (text: string) => stdout.write(text), isTTY: false, columns: undefined };
}

const ofCluster: ReadonlySet<string> = new Set(["kubeconfig", "context"]);

/** A base that the event names is compared with as long as it is there; the input `base` has the last word. */
async function plansFor(
  command: CheckCommand,
  inputs: ActionInputs,
  base: string | undefined,
  world: Parameters<typeof makePlans>[2],
  toolkit: Toolkit,
): Promise<PlansMade> {
  // What leads to a cluster is for prewarm: the Action compares with commits alone.
  const given = { ...inputs, text: (name: string) => (ofCluster.has(name) ? undefined : inputs.text(name)) };
  const request = planRequestOf(given, inputs.paths, command === "check" ? "plan-fail-on" : "fail-on");
  const never =
    command === "check" && inputs.text("fail-on") === "never" && inputs.text("plan-fail-on") === undefined;
  const wanted = { ...request, failsNever: request.failsNever || never };
  const plan = (before: typeof wanted.before) => makePlans({ ...wanted, before }, tellOfLock, world);
  const asked = inputs.text("base");
  if (asked === "none") return plan(undefined);
  if (asked !== undefined || base === undefined) return plan(wanted.before);
  try {
    return await plan({ base });
  } catch (error) {
    // A push can replace the commit that was there before.
    const isPush = world.env.GITHUB_EVENT_NAME === "push";
    if (!(error instanceof UserError) || !isPush) throw error;
    toolkit.notice(`planned without what was there before: ${printable(error.message)}`, title);
    return plan(undefined);
  }
}

function reportOptions(
  cwd: string,
  lintCode: ExitCode | undefined,
  changed: ActionChange | undefined,
  parts: number,
  { env }: ActionWorld,
): ReportOptions {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha } = env;
  const rest = "the log and the job summary have them all";
  return {
    folders: { cwd, root: repositoryRoot(cwd) },
    // The log shows colours, though it is no terminal.
    text: { colors: !env.NO_COLOR, width: 120 },
    sarif: { version },
    github: { changedLines: changed, rest },
    markdown: {
      limit: Math.floor(summaryLimit / parts),
      failed: lintCode === exitCodes.findings,
      rest: "the log has them all",
      ...(server && repository && sha ? { sourceUrl: `${server}/${repository}/blob/${sha}` } : {}),
    },
  };
}

function planOptions({ folders, text, markdown, github }: ReportOptions): PlanReportOptions {
  return {
    folders,
    colors: text.colors,
    sourceUrl: markdown?.sourceUrl,
    markdown: { limit: markdown?.limit, rest: markdown?.rest },
    ...(github && { github }),
  };
}

function tellLint(
  outcome: LintOutcome,
  options: ReportOptions,
  { sarifFile, jsonFile }: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  world: ActionWorld,
): void {
  const files = [
    { output: "sarif-file", format: "sarif", file: sarifFile },
    { output: "json-file", format: "json", file: jsonFile },
  ] as const;
  for (const { output, format, file } of files) {
    if (file === undefined) continue;
    writeReportFile(file, { cwd, checkout: world.cwd }, formats[format].report(outcome, options));
    toolkit.setOutput(output, resolve(cwd, file));
  }
  const { findings, summary, baseline } = outcome;
  toolkit.setOutput("findings", findings.length);
  toolkit.setOutput("errors", summary.errors);
  toolkit.setOutput("warnings", summary.warnings);
  toolkit.setOutput("infos", summary.infos);
  printLog(formats.text.report(outcome, options), world);
  const { known, stale } = baseline;
  if (known > 0) world.stdout.write(`${counted(known, "finding")} of the baseline not reported\n`);
  if (stale > 0)
    world.stdout.write(`${counted(stale, "finding")} of the baseline gone; write it anew to remove them\n`);
}

function tellPlans(
  { made }: PlansMade,
  options: ReportOptions,
  { planJsonFile, planHtmlFile }: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  world: ActionWorld,
): void {
  if (made.length === 0) return;
  const files = [
    { output: "plan-json-file", format: "json", file: planJsonFile },
    { output: "plan-html-file", format: "html", file: planHtmlFile },
  ] as const;
  for (const { output, format, file } of files) {
    if (file === undefined) continue;
    writeReportFile(file, { cwd, checkout: world.cwd }, planReport(format, made, planOptions(options)));
    toolkit.setOutput(output, resolve(cwd, file));
  }
  setPlanOutputs(made, toolkit);
  printLog(planReport("text", made, planOptions(options)), world);
}

async function writeSummary(
  lint: LintOutcome | undefined,
  plans: PlansMade | undefined,
  options: ReportOptions,
  toolkit: Toolkit,
): Promise<void> {
  const parts = [
    ...(lint ? formats.markdown.report(lint, options) : []),
    ...(plans && plans.made.length > 0 ? planReport("markdown", plans.made, planOptions(options)) : []),
  ];
  try {
    await toolkit.writeSummary(parts.join(""));
  } catch (error) {
    toolkit.warning(
      `no job summary: ${printable(error instanceof Error ? error.message : String(error))}`,
      title,
    );
  }
}

/** A path that matches nothing must not be a green check. */
function tellNothingFound(
  filesRead: number,
  inputs: ActionInputs,
  toolkit: Toolkit,
  lint: LintOutcome | undefined,
): ExitCode {
  const message = nothingFound(filesRead);
  if (lint?.failOn === "never" || inputs.text("fail-on") === "never") {
    toolkit.warning(message, title);
    return exitCodes.clean;
  }
  toolkit.error(
    `${message}\nhelp: correct the input paths, or set fail-on: never where that is right`,
    title,
  );
  return exitCodes.nothingFound;
}
