import { repositoryRoot } from "../git/root.ts";
import { formats, type ReportOptions } from "../report/formats.ts";
import { githubReport } from "../report/github.ts";
import { commentLimit } from "../report/markdown.ts";
import { type ExitCode, exitCodes } from "../user-error.ts";
import { version } from "../version.ts";
import { checkExitCode, withoutRefusals } from "./check-outcome.ts";
import { colorChoices, wantsColors } from "./colors.ts";
import type { Invocation } from "./command.ts";
import { choice, flagSettings, lintRequestOf } from "./lint-request.ts";
import { type LintOutcome, lintRun } from "./lint-run.ts";
import { type ManifestTeller, makePlans, type PlansMade } from "./make-plans.ts";
import { nothingFound, tellAstray } from "./nothing-found.ts";
import { checkFormatNames } from "./plan-formats.ts";
import { findingsOf, planReport } from "./plan-reports.ts";
import { planRequestOf } from "./plan-request.ts";
import { readOnce } from "./read-once.ts";
import { largePieces, writeReportFile } from "./report-file.ts";
import { reportTargets } from "./reports.ts";
import { ToldManifests } from "./told-manifests.ts";
import type { World } from "./world.ts";

/** Findings first: a manifest that is wrong is no use to place. */
export async function runCheck(invocation: Invocation, outside: World): Promise<ExitCode> {
  const world = readOnce(outside);
  const given = flagSettings(invocation);
  const targets = reportTargets(invocation.texts("format"), checkFormatNames, "text");
  const color = choice(given, "color", colorChoices) ?? "auto";
  const lintRequest = lintRequestOf(given, invocation.positionals);
  const planRequest = planRequestOf(given, invocation.positionals, "plan-fail-on");
  const never = lintRequest.failOn === "never" && given.text("plan-fail-on") === undefined;
  const lint = await lintRun(lintRequest, world);
  const tell: ManifestTeller = (lock) => {
    const told = new ToldManifests(invocation, lock, world);
    return (image) => told.of(image);
  };
  const plans = await makePlans({ ...planRequest, failsNever: planRequest.failsNever || never }, tell, world);
  const exitCode = checkExitCode(lint, plans);
  const folders = { cwd: world.cwd, root: repositoryRoot(world.cwd) };
  const colors = wantsColors(color, world.stdout, world.env);
  const options = {
    folders,
    text: { colors, width: Math.min(world.stdout.columns ?? 80, 120) },
    sarif: { version },
    markdown: { limit: Math.floor(commentLimit / 2), failed: lint.exitCode === exitCodes.findings },
  };
  for (const { format, file } of targets) {
    if (file === undefined) continue;
    const report = reporters[format](lint, plans, { ...options, text: { colors: false, width: 80 } });
    writeReportFile(file, { cwd: world.cwd, checkout: folders.root }, report);
  }
  for (const { format, file } of targets) {
    if (file !== undefined) continue;
    for (const piece of largePieces(reporters[format](lint, plans, options))) world.stdout.write(piece);
  }
  if (exitCode === exitCodes.nothingFound) {
    world.stderr.write(`nimops: ${nothingFound(lint.summary.filesRead)}\n`);
  } else {
    tellAstray(lint.astray, world);
  }
  return exitCode;
}

type Reporter = (lint: LintOutcome, plans: PlansMade, options: ReportOptions) => Iterable<string>;

const reporters: Readonly<Record<(typeof checkFormatNames)[number], Reporter>> = {
  *text(lint, { made }, options) {
    yield* formats.text.report(lint, options);
    if (made.length > 0) yield "\n";
    yield* planReport("text", made, { folders: options.folders, colors: options.text.colors });
  },
  // Both are whole documents of their own.
  *json(lint, { made }, options) {
    yield '{"version":1,"lint":';
    yield* formats.json.report(lint);
    yield ',"plan":';
    yield* planReport("json", made, { folders: options.folders, colors: false });
    yield "}\n";
  },
  *markdown(lint, { made }, options) {
    const limit = options.markdown?.limit;
    yield* formats.markdown.report(lint, options);
    if (made.length > 0) {
      yield* planReport("markdown", made, { folders: options.folders, colors: false, markdown: { limit } });
    }
  },
  github(lint, { made }, { folders }) {
    return githubReport([...lint.findings, ...findingsOf(withoutRefusals(made, lint))], folders);
  },
};
