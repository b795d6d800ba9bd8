import { repositoryRoot } from "../git/root.ts";
import { enforcers } from "../lint/finding.ts";
import { baselineOf, formatBaseline } from "../lint/suppress/baseline.ts";
import type { ReportOptions } from "../report/formats.ts";
import { counted, printable } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import { type ColorChoice, colorChoices, wantsColors } from "./colors.ts";
import type { Command, Invocation } from "./command.ts";
import { lintAndFix, showFixes } from "./lint-fix.ts";
import { choice, flagSettings, lintRequestOf } from "./lint-request.ts";
import { type LintOutcome, lintRun } from "./lint-run.ts";
import { manifestFlags } from "./manifest-flags.ts";
import { nothingFound, tellAstray } from "./nothing-found.ts";
import { writeReportFile } from "./report-file.ts";
import { formatNames, reportTargets, writeReports } from "./reports.ts";
import type { World } from "./world.ts";

export const lintCommand: Command = {
  name: "lint",
  usage: "nimops lint [FLAGS] [PATH…]",
  about:
    "Checks NIM manifests: NIMCache, NIMService, NIMPipeline, NIMBuild. PATH is a file, a directory (walked), a glob, or - for standard input; without one, the YAML and JSON files that git tracks, or the paths of the declared clusters.",
  flags: {
    config: manifestFlags.config,
    cluster: manifestFlags.cluster,
    "operator-version": manifestFlags["operator-version"],
    "kubernetes-version": manifestFlags["kubernetes-version"],
    namespace: manifestFlags.namespace,
    preset: { type: "string", value: "NAME", multiple: true, about: "stricter rules: production" },
    format: {
      type: "string",
      value: "FORMAT[=FILE]",
      multiple: true,
      about: `${formatNames.join(", ")} (default: text); may be repeated, each after the first into a file: --format text --format json=report.json`,
    },
    "fail-on": {
      type: "string",
      value: "SEVERITY",
      about: "the mildest severity that makes the exit code 1: error, warning, info, never (default: error)",
    },
    "enforced-by": {
      type: "string",
      value: "WHO",
      multiple: true,
      about: `only findings of these: ${enforcers.join(", ")}; separate several by commas`,
    },
    "changed-since": {
      type: "string",
      value: "REF",
      about: "only findings that concern files which differ from this branch, tag or commit",
    },
    baseline: {
      type: "string",
      value: "FILE",
      about: "findings in it were known before and are not reported",
    },
    "write-baseline": {
      type: "string",
      value: "FILE",
      about: "writes the findings of today as a baseline, instead of reporting them",
    },
    "no-ignores": {
      type: "boolean",
      about: "comments, annotations and overrides that silence findings do not count",
    },
    fix: { type: "boolean", about: "fixes what can be fixed safely, byte by byte, then lints" },
    "unsafe-fixes": { type: "boolean", about: "with --fix or --diff: fixes that need a look too" },
    diff: {
      type: "boolean",
      about: "shows what --fix would change, and changes nothing (exit 1 if anything)",
    },
    color: {
      type: "string",
      value: "WHEN",
      about: "auto, always, never (default: auto, so only on a terminal)",
    },
  },
  more: [
    "Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 usage or configuration, 3 nothing found to lint, 4 internal error.",
  ],
  run: runLint,
};

async function runLint(invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const targets = reportTargets(invocation.texts("format"), formatNames, "text");
  const options = reportOptions(choice(given, "color", colorChoices) ?? "auto", world);
  const request = lintRequestOf(given, invocation.positionals);
  const unsafe = invocation.isSet("unsafe-fixes");
  const fix = invocation.isSet("fix");
  if (unsafe && !fix && !invocation.isSet("diff")) {
    throw new UserError("--unsafe-fixes alone does nothing", {
      help: "add --fix, or --diff to see them first",
    });
  }
  if (invocation.isSet("diff")) return showFixes(request, unsafe, world);
  const outcome = fix ? await lintAndFix(request, unsafe, world) : await lintRun(request, world);
  const baseline = invocation.text("write-baseline");
  if (baseline !== undefined && outcome.exitCode !== exitCodes.nothingFound)
    return writeBaseline(baseline, outcome, world);
  const failed = outcome.exitCode === exitCodes.findings;
  writeReports(targets, outcome, { ...options, markdown: { failed } }, world);
  if (outcome.exitCode === exitCodes.nothingFound) {
    world.stderr.write(`nimops: ${nothingFound(outcome.summary.filesRead)}\n`);
  } else {
    tellAstray(outcome.astray, world);
  }
  tellBaseline(outcome, world);
  return outcome.exitCode;
}

function writeBaseline(file: string, { open, fromRoot }: LintOutcome, { cwd, stderr }: World): ExitCode {
  writeReportFile(file, { cwd, checkout: repositoryRoot(cwd) }, [formatBaseline(baselineOf(open, fromRoot))]);
  stderr.write(`nimops: wrote ${counted(open.length, "finding")} to ${printable(file)}\n`);
  return exitCodes.clean;
}

function tellBaseline({ baseline: { known, stale } }: LintOutcome, { stderr }: World): void {
  if (known > 0) stderr.write(`nimops: ${counted(known, "finding")} of the baseline not reported\n`);
  if (stale === 0) return;
  stderr.write(
    `nimops: ${counted(stale, "finding")} of the baseline gone; --write-baseline removes them from it\n`,
  );
}

function reportOptions(color: ColorChoice, { cwd, stdout, env }: World): ReportOptions {
  return {
    folders: { cwd, root: repositoryRoot(cwd) },
    text: {
      colors: wantsColors(color, stdout, env),
      width: Math.min(stdout.columns ?? 80, 120),
    },
    sarif: { version },
  };
}
