import { relative, sep } from "node:path";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { gitTrackedFiles } from "../git/tracked.ts";
import { isAtLeast, lint } from "../lint/engine.ts";
import { type EnforcedBy, enforcers, type Finding, type Severity, severities } from "../lint/finding.ts";
import { rules } from "../lint/rules/index.ts";
import type { LintSettings } from "../lint/settings.ts";
import { displayPath, type FoundFile, findFiles, matcherOf, trackedFiles } from "../manifest/find.ts";
import { type ClusterScope, type Loaded, loadManifests } from "../manifest/load.ts";
import type { PipedText } from "../manifest/open.ts";
import { loadRecovery } from "../manifest/yaml/index.ts";
import {
  defaultOperatorVersion,
  type OperatorVersion,
  operatorVersions,
  parseOperatorVersion,
} from "../nim/version.ts";
import { jsonReport } from "../report/json.ts";
import { type LintSummary, summarize } from "../report/summary.ts";
import { textReport } from "../report/text.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { Command, Invocation } from "./command.ts";
import type { Output, World } from "./world.ts";

const formats = ["text", "json"] as const;
const colorChoices = ["auto", "always", "never"] as const;
const failOnChoices = [...severities, "never"] as const;

export const lintCommand: Command = {
  name: "lint",
  usage: "nimops lint [FLAGS] [PATH…]",
  about:
    "Checks NIM manifests: NIMCache, NIMService, NIMPipeline, NIMBuild. PATH is a file, a directory (walked), a glob, or - for standard input; without one, the YAML and JSON files that git tracks, or the paths of the declared clusters.",
  flags: {
    config: {
      type: "string",
      value: "FILE",
      about: "configuration (default: nimops.yaml here or in a parent folder)",
    },
    cluster: {
      type: "string",
      value: "NAME",
      multiple: true,
      about: "only this declared cluster; may be repeated",
    },
    "operator-version": {
      type: "string",
      value: "VERSION",
      about: `version of the NIM Operator: ${operatorVersions.join(", ")} (default: ${defaultOperatorVersion})`,
    },
    "kubernetes-version": { type: "string", value: "VERSION", about: "version of Kubernetes, such as 1.34" },
    namespace: { type: "string", value: "NAME", about: "for manifests that name none (default: default)" },
    preset: { type: "string", value: "NAME", multiple: true, about: "stricter rules: production" },
    format: { type: "string", value: "FORMAT", about: "text or json (default: text)" },
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
  const format = choice(invocation, "format", formats) ?? "text";
  const color = choice(invocation, "color", colorChoices) ?? "auto";
  const only = enforcedByOf(invocation);
  const loadedConfig = await loadConfig(
    invocation.text("config"),
    world.cwd,
    rules.map(({ id }) => id),
  );
  const { config } = loadedConfig;
  const failOn = choice(invocation, "fail-on", failOnChoices) ?? config.failOn ?? "error";
  const scopes = scopesOf(invocation, loadedConfig, world.cwd);
  const sources = await sourcesOf(invocation, loadedConfig, scopes, world);
  const loaded = await loadCompletely(sources, {
    maxFileSize: config.limits.fileSize,
    scopes,
    cwd: world.cwd,
  });
  const settingsOf = settingsFor(invocation, config);
  const findings = lint(loaded, rules, settingsOf).filter(({ enforcedBy }) => only?.has(enforcedBy) ?? true);
  const summary = summarize(findings, loaded);
  if (format === "json") world.stdout.write(jsonReport(findings, summary));
  else world.stdout.write(textReport(findings, summary, loaded.files, textOptions(color, world)));
  if (summary.files === 0) {
    world.stderr.write(`nimops: found no NIM manifest in ${nothingFoundIn(summary)}\n`);
    return exitCodes.nothingFound;
  }
  return exitCodeOf(findings, failOn);
}

/** Where a document is broken, the parser that reads on after an error is loaded, and everything is read again. */
async function loadCompletely(...given: Parameters<typeof loadManifests>): Promise<Loaded> {
  const loaded = loadManifests(...given);
  if (!loaded.recoverable) return loaded;
  await loadRecovery();
  return loadManifests(...given);
}

/** The clusters that were asked for; files outside all declared paths go to an unnamed one when they are named. */
function scopesOf(invocation: Invocation, { config, root }: LoadedConfig, cwd: string): ClusterScope[] {
  const asked = invocation.texts("cluster").flatMap((names) => names.split(","));
  const namespace = invocation.text("namespace");
  const version = operatorVersionOf(invocation);
  const unknown = asked.find((name) => !config.clusters.some((cluster) => cluster.name === name));
  if (unknown !== undefined) {
    const declared = config.clusters.map(({ name }) => name).join(", ");
    throw new UserError(`no cluster ${JSON.stringify(unknown)} is declared`, {
      help: declared === "" ? "nimops.yaml declares clusters" : `declared: ${declared}`,
    });
  }
  const fromRoot = (path: string) => {
    const inside = relative(root, path.startsWith("/") ? path : `${cwd}/${path}`);
    return sep === "/" ? inside : inside.split(sep).join("/");
  };
  const declared = config.clusters.map((cluster) => {
    const matches = matcherOf(cluster.paths);
    return {
      name: cluster.name,
      namespace: namespace ?? cluster.namespace,
      operatorVersion: version ?? cluster.operatorVersion ?? config.operatorVersion ?? defaultOperatorVersion,
      covers: (path: string) => path !== "-" && matches(fromRoot(path)),
    };
  });
  if (asked.length > 0) return declared.filter(({ name }) => asked.includes(name));
  const unnamed: ClusterScope = {
    name: undefined,
    namespace: namespace ?? config.namespace,
    operatorVersion: version ?? config.operatorVersion ?? defaultOperatorVersion,
    covers: (path) => !declared.some((scope) => scope.covers(path)),
  };
  return [...declared, unnamed];
}

async function sourcesOf(
  invocation: Invocation,
  { config, root }: LoadedConfig,
  scopes: readonly ClusterScope[],
  { cwd, stdin }: World,
): Promise<(FoundFile | PipedText)[]> {
  const inputs = invocation.positionals;
  const piped: PipedText[] = inputs.includes("-") ? [{ path: "-", bytes: stdin() }] : [];
  const named = inputs.filter((input) => input !== "-");
  const excluded = matcherOf(config.exclude);
  const isExcluded = ({ absolute }: FoundFile) =>
    config.exclude.length > 0 && excluded(displayPath(absolute, root));
  if (inputs.length > 0) return [...findFiles(named, cwd).filter((file) => !isExcluded(file)), ...piped];
  const tracked = trackedFiles(await gitTrackedFiles(root), root, cwd).filter((file) => !isExcluded(file));
  if (config.clusters.length === 0) return tracked;
  return tracked.filter(({ path }) => scopes.some(({ name, covers }) => name !== undefined && covers(path)));
}

function settingsFor(invocation: Invocation, config: Config): (scope: ClusterScope) => LintSettings {
  const presets = invocation.texts("preset").map((name) => {
    if (name === "production") return "production" as const;
    throw new UserError(`there is no preset ${JSON.stringify(name)}`, { help: "presets: production" });
  });
  const kubernetes = invocation.text("kubernetes-version");
  if (kubernetes !== undefined && !/^v?\d+\.\d+/.test(kubernetes)) {
    throw new UserError(`--kubernetes-version ${kubernetes} is no version`, { help: "write it as 1.34" });
  }
  return (scope) => ({
    operatorVersion: scope.operatorVersion,
    kubernetesVersion: minorVersion(
      kubernetes ??
        config.clusters.find(({ name }) => name === scope.name)?.kubernetesVersion ??
        config.kubernetesVersion,
    ),
    presets: [...config.presets, ...presets],
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

function operatorVersionOf(invocation: Invocation): OperatorVersion | undefined {
  const text = invocation.text("operator-version");
  if (text === undefined) return undefined;
  const version = parseOperatorVersion(text);
  if (version) return version;
  throw new UserError(`nimops does not know the NIM Operator ${JSON.stringify(text)}`, {
    help: `known versions: ${operatorVersions.join(", ")}`,
  });
}

function enforcedByOf(invocation: Invocation): ReadonlySet<EnforcedBy> | undefined {
  const asked = invocation.texts("enforced-by").flatMap((names) => names.split(","));
  if (asked.length === 0) return undefined;
  return new Set(
    asked.map((name) => {
      const known = enforcers.find((enforcer) => enforcer === name);
      if (known) return known;
      throw new UserError(`--enforced-by ${name}: nobody of that name`, {
        help: `one of ${enforcers.join(", ")}`,
      });
    }),
  );
}

function choice<T extends string>(
  invocation: Invocation,
  flag: string,
  choices: readonly T[],
): T | undefined {
  const text = invocation.text(flag);
  if (text === undefined) return undefined;
  const known = choices.find((candidate) => candidate === text);
  if (known) return known;
  throw new UserError(`--${flag} ${text} is not known`, { help: `one of ${choices.join(", ")}` });
}

function textOptions(color: (typeof colorChoices)[number], { stdout, env }: World) {
  const auto = wantsColors(stdout, env);
  return { colors: color === "auto" ? auto : color === "always", width: Math.min(stdout.columns ?? 80, 120) };
}

/** https://no-color.org: a NO_COLOR that is not empty turns colours off. */
function wantsColors(output: Output, env: World["env"]): boolean {
  return output.isTTY && !env.NO_COLOR && env.TERM !== "dumb";
}

function nothingFoundIn({ filesRead }: LintSummary): string {
  return filesRead === 0 ? "no file at all" : `${filesRead} file${filesRead === 1 ? "" : "s"}`;
}

function exitCodeOf(findings: readonly Finding[], failOn: Severity | "never"): ExitCode {
  if (failOn === "never") return exitCodes.clean;
  return findings.some(({ severity }) => isAtLeast(severity, failOn)) ? exitCodes.findings : exitCodes.clean;
}
