import { readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { renderTargets } from "../config/render-targets.ts";
import type { Config } from "../config/schema.ts";
import { changedFiles } from "../git/changed.ts";
import { gitTrackedFiles } from "../git/tracked.ts";
import { isAtLeast, lint, severityOf } from "../lint/engine.ts";
import type { Finding, Severity } from "../lint/finding.ts";
import { rules } from "../lint/rules/index.ts";
import type { LintSettings } from "../lint/settings.ts";
import { applySuppressions } from "../lint/suppress/apply.ts";
import { applyBaseline, type Baseline, type FromRoot, parseBaseline } from "../lint/suppress/baseline.ts";
import { onlyChanged } from "../lint/suppress/changed-only.ts";
import {
  displayPath,
  type FoundFile,
  findFiles,
  matcherOf,
  reasonOf,
  trackedFiles,
} from "../manifest/find.ts";
import { type ClusterScope, loadManifests } from "../manifest/load.ts";
import type { PipedText } from "../manifest/open.ts";
import type { Rendered } from "../manifest/render/render-all.ts";
import { loadRecovery } from "../manifest/yaml/index.ts";
import { defaultOperatorVersion } from "../nim/version.ts";
import type { LintResult } from "../report/formats.ts";
import { summarize } from "../report/summary.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
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
  readonly failOn: Severity | "never";
  /** Where nothing was found to lint, `nothingFound`; else by the severity that the request or the configuration names. */
  readonly exitCode: ExitCode;
}

type Source = FoundFile | PipedText;

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
  if (!outcome.loaded.recoverable) return outcome;
  // Some document is broken: with the parser that reads on after an error, all its errors are told.
  await loadRecovery();
  return judge(sources);
}

type LintWorld = Pick<World, "cwd" | "env" | "stdin">;

export async function prepareLint(request: LintRequest, world: LintWorld): Promise<PreparedLint> {
  const { cwd } = world;
  const loadedConfig = await loadConfig(
    request.config,
    cwd,
    rules.map(({ id }) => id),
  );
  const { config, root } = loadedConfig;
  const scopes = scopesOf(request, loadedConfig, cwd);
  const found = await sourcesOf(request, loadedConfig, scopes, world);
  const rendered = await renderedFor(request, loadedConfig, found, world);
  const changed =
    request.changedSince === undefined ? undefined : await changedFiles(request.changedSince, cwd);
  const settingsOf = settingsFor(request, config);
  const active = rules.filter((rule) =>
    scopes.some((scope) => severityOf(rule, settingsOf(scope)) !== undefined),
  );
  const fromRoot = rootedPaths(root, cwd);
  // Whether all that the configuration covers was linted: else nobody can say what is not needed any more.
  const complete = request.paths.length === 0 && request.clusters.length === 0;
  const failOn = request.failOn ?? config.failOn ?? "error";
  const baseline = baselineOf(request, cwd);

  const judge = (sources: readonly Source[]): LintOutcome => {
    const loaded = loadManifests(sources, {
      maxFileSize: config.limits.fileSize,
      maxPipedSize: config.limits.rendered,
      scopes,
      cwd,
      rendered,
    });
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
      judged,
      summary,
      loaded,
      rules: active,
      failOn,
      exitCode: summary.files === 0 ? exitCodes.nothingFound : exitCodeOf(findings, failOn),
      open,
      suppressed,
      baseline: { known: fresh.known, stale: fresh.stale },
      fromRoot,
    };
  };
  return { sources: found, root, judge };
}

/** Kustomize directories and charts that the configuration names, rendered; undefined where there are none. */
async function renderedFor(
  { clusters, paths }: LintRequest,
  { config, root }: LoadedConfig,
  found: readonly Source[],
  { cwd, env }: LintWorld,
): Promise<Rendered | undefined> {
  const targets = renderTargets(config, clusters);
  if (targets.length === 0) return undefined;
  const { renderAll } = await import("../manifest/render/render-all.ts");
  const { runCommand } = await import("../manifest/render/exec.ts");
  return renderAll(targets, {
    root,
    cwd,
    path: env.PATH ?? "",
    run: runCommand,
    maxFileSize: config.limits.fileSize,
    maxRendered: config.limits.rendered,
    among:
      paths.length > 0 ? found.flatMap((file) => ("absolute" in file ? [file.absolute] : [])) : undefined,
  });
}

function baselineOf({ baseline: file }: LintRequest, cwd: string): Baseline | undefined {
  return file === undefined ? undefined : parseBaseline(readBaseline(resolve(cwd, file), file), file);
}

function readBaseline(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`cannot read the baseline ${JSON.stringify(shown)}: ${reasonOf(error)}`, {
      help: `\`nimops lint --write-baseline ${shown}\` writes one`,
    });
  }
}

/** Paths as people see them, turned into those that count from the configuration. */
function rootedPaths(root: string, cwd: string): (path: string) => string {
  return (path) => {
    if (path === "-") return path;
    const inside = relative(root, resolve(cwd, path));
    return sep === "/" ? inside : inside.split(sep).join("/");
  };
}

/** The clusters that were asked for; files outside all declared paths go to an unnamed one when they are named. */
function scopesOf(
  { clusters: asked, namespace, operatorVersion }: LintRequest,
  { config, root }: LoadedConfig,
  cwd: string,
): ClusterScope[] {
  const unknown = asked.find((name) => !config.clusters.some((cluster) => cluster.name === name));
  if (unknown !== undefined) {
    const declared = config.clusters.map(({ name }) => name).join(", ");
    throw new UserError(`no cluster ${JSON.stringify(unknown)} is declared`, {
      help: declared === "" ? "nimops.yaml declares clusters" : `declared: ${declared}`,
    });
  }
  const fromRoot = rootedPaths(root, cwd);
  const declared = config.clusters.map((cluster) => {
    const matches = matcherOf(cluster.paths);
    return {
      name: cluster.name,
      namespace: namespace ?? cluster.namespace,
      operatorVersion:
        operatorVersion ?? cluster.operatorVersion ?? config.operatorVersion ?? defaultOperatorVersion,
      covers: (path: string) => path !== "-" && matches(fromRoot(path)),
    };
  });
  if (asked.length > 0) return declared.filter(({ name }) => asked.includes(name));
  const unnamed: ClusterScope = {
    name: undefined,
    namespace: namespace ?? config.namespace,
    operatorVersion: operatorVersion ?? config.operatorVersion ?? defaultOperatorVersion,
    covers: (path) => !declared.some((scope) => scope.covers(path)),
  };
  return [...declared, unnamed];
}

async function sourcesOf(
  { paths }: LintRequest,
  { config, root }: LoadedConfig,
  scopes: readonly ClusterScope[],
  { cwd, stdin }: Pick<World, "cwd" | "stdin">,
): Promise<(FoundFile | PipedText)[]> {
  const piped: PipedText[] = paths.includes("-") ? [{ path: "-", bytes: stdin(config.limits.rendered) }] : [];
  const named = paths.filter((path) => path !== "-");
  const excluded = matcherOf(config.exclude);
  const isExcluded = ({ absolute }: FoundFile) =>
    config.exclude.length > 0 && excluded(displayPath(absolute, root));
  if (paths.length > 0) return [...findFiles(named, cwd).filter((file) => !isExcluded(file)), ...piped];
  const tracked = trackedFiles(await gitTrackedFiles(root), root, cwd).filter((file) => !isExcluded(file));
  if (config.clusters.length === 0) return tracked;
  return tracked.filter(({ path }) => scopes.some(({ name, covers }) => name !== undefined && covers(path)));
}

function settingsFor(request: LintRequest, config: Config): (scope: ClusterScope) => LintSettings {
  return (scope) => ({
    operatorVersion: scope.operatorVersion,
    kubernetesVersion: minorVersion(
      request.kubernetesVersion ??
        config.clusters.find(({ name }) => name === scope.name)?.kubernetesVersion ??
        config.kubernetesVersion,
    ),
    presets: [...config.presets, ...request.presets],
    severities: config.rules,
    allowedImages: config.images.allow,
    airGapped: config.airGapped,
    kserve: config.kserve,
  });
}

function minorVersion(text: string | undefined): readonly [number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(text ?? "");
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function exitCodeOf(findings: readonly Finding[], failOn: Severity | "never"): ExitCode {
  if (failOn === "never") return exitCodes.clean;
  return findings.some(({ severity }) => isAtLeast(severity, failOn)) ? exitCodes.findings : exitCodes.clean;
}
