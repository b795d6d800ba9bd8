import { resolve } from "node:path";
import type { Config } from "../config/schema.ts";
import { changedFiles } from "../git/changed.ts";
import { isAtLeast, lint, severityOf } from "../lint/engine.ts";
import type { Finding, Severity } from "../lint/finding.ts";
import { rules } from "../lint/rules/index.ts";
import type { LintSettings } from "../lint/settings.ts";
import { applySuppressions } from "../lint/suppress/apply.ts";
import { applyBaseline, type Baseline, type FromRoot, parseBaseline } from "../lint/suppress/baseline.ts";
import { onlyChanged } from "../lint/suppress/changed-only.ts";
import { boundedFile } from "../manifest/bounded-file.ts";
import { reasonOf } from "../manifest/find.ts";
import type { ClusterScope } from "../manifest/load.ts";
import { loadParts } from "../manifest/parts.ts";
import type { LintResult } from "../report/formats.ts";
import { summarize } from "../report/summary.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { findManifests, type Source } from "./find-manifests.ts";
import { kubernetesVersionFor } from "./kubernetes-version-for.ts";
import type { LintRequest } from "./lint-request.ts";
import type { World } from "./world.ts";

export interface LintOutcome extends LintResult {
  /** What nothing in the manifests or the configuration silences, before the baseline and the filters. */
  readonly open: readonly Finding[];
  /** How many findings ignores and overrides silence. */
  readonly suppressed: number;
  /** How many findings the baseline has, and how many of its entries match nothing any more. */
  readonly baseline: { readonly known: number; readonly stale: number };
  /** Turns the path of a file into one that is the same from wherever nimops runs. */
  readonly fromRoot: FromRoot;
  /** As in FoundManifests. */
  readonly astray: readonly string[];
  readonly failOn: Severity | "never";
  /** Where nothing was found to lint, `nothingFound`; else by the severity that the request or the configuration names. */
  readonly exitCode: ExitCode;
}

/** What a request comes to before anything is judged: the same sources can then be judged again, changed by fixes. */
export interface PreparedLint {
  readonly sources: readonly Source[];
  /** Paths of the configuration count from here. */
  readonly root: string;
  judge(sources: readonly Source[]): LintOutcome;
}

/** Finds, reads and judges what is asked for: the one way to lint, for the command line and the Action alike. */
export async function lintRun(request: LintRequest, world: LintWorld): Promise<LintOutcome> {
  const { sources, judge } = await prepareLint(request, world);
  const outcome = judge(sources);
  const { lacking } = outcome.loaded;
  if (lacking.size === 0) return outcome;
  await loadParts(lacking);
  return judge(sources);
}

type LintWorld = Pick<World, "cwd" | "env" | "stdin">;

export async function prepareLint(request: LintRequest, world: LintWorld): Promise<PreparedLint> {
  const { cwd } = world;
  const manifests = await findManifests(request, world);
  const { sources: found, loadedConfig, scopes, fromRoot, astray } = manifests;
  const { config, root } = loadedConfig;
  const changed =
    request.changedSince === undefined ? undefined : await changedFiles(request.changedSince, cwd);
  const settingsOf = settingsFor(request, config);
  const active = rules.filter((rule) =>
    scopes.some((scope) => severityOf(rule, settingsOf(scope)) !== undefined),
  );
  // Whether all that the configuration covers was linted: else nobody can say what is not needed any more.
  const complete = request.paths.length === 0 && request.clusters.length === 0;
  const failOn = request.failOn ?? config.failOn ?? "error";
  const baseline = baselineOf(request, cwd);

  const judge = (sources: readonly Source[]): LintOutcome => {
    const loaded = manifests.load(sources);
    const judged = lint(loaded, rules, settingsOf);
    const { findings: open, suppressed } = applySuppressions(
      judged,
      loaded,
      { overrides: config.overrides, source: loadedConfig.source, fromRoot },
      { rules, settingsOf, noIgnores: request.noIgnores, complete },
    );
    const files = loaded.files.keys();
    const fresh = baseline
      ? applyBaseline(open, baseline, { fromRoot, files, complete })
      : { findings: open, known: 0, stale: 0 };
    const theirs = fresh.findings.filter(({ enforcedBy }) => request.enforcedBy?.has(enforcedBy) ?? true);
    const findings = changed ? onlyChanged(theirs, changed) : theirs;
    const summary = summarize(findings, loaded);
    return {
      findings,
      summary,
      loaded,
      rules: active,
      failOn,
      exitCode: summary.files === 0 ? exitCodes.nothingFound : exitCodeOf(findings, failOn),
      open,
      suppressed,
      baseline: { known: fresh.known, stale: fresh.stale },
      fromRoot,
      astray,
    };
  };
  return { sources: found, root, judge };
}

/** Bytes. */
const maxBaselineSize = 64 * 2 ** 20;

function baselineOf({ baseline: file }: LintRequest, cwd: string): Baseline | undefined {
  return file === undefined ? undefined : parseBaseline(readBaseline(resolve(cwd, file), file), file);
}

function readBaseline(path: string, shown: string): string {
  try {
    return boundedFile(path, maxBaselineSize, "named").toString("utf8");
  } catch (error) {
    throw new UserError(`cannot read the baseline ${JSON.stringify(shown)}: ${reasonOf(error)}`, {
      help: `\`nimops lint --write-baseline ${shown}\` writes one`,
    });
  }
}

function settingsFor(request: LintRequest, config: Config): (scope: ClusterScope) => LintSettings {
  return (scope) => ({
    operatorVersion: scope.operatorVersion,
    kubernetesVersion: kubernetesVersionFor(scope, request, config),
    presets: [...config.presets, ...request.presets],
    severities: config.rules,
    allowedImages: config.images.allow,
    airGapped: config.airGapped,
    kserve: config.kserve,
  });
}

function exitCodeOf(findings: readonly Finding[], failOn: Severity | "never"): ExitCode {
  if (failOn === "never") return exitCodes.clean;
  return findings.some(({ severity }) => isAtLeast(severity, failOn)) ? exitCodes.findings : exitCodes.clean;
}
