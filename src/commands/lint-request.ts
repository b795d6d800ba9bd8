import { type EnforcedBy, enforcers, type Severity, severities } from "../lint/finding.ts";
import { type OperatorVersion, operatorVersions, parseOperatorVersion } from "../nim/version.ts";
import { UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";

const failOnChoices = [...severities, "never"] as const;

/** What is to be linted and how. What is left out comes from the configuration. */
export interface LintRequest {
  /** Files, directories, globs, `-`; without any, what git tracks or the declared clusters name. */
  readonly paths: readonly string[];
  readonly config: string | undefined;
  /** Only these declared clusters; all when empty. */
  readonly clusters: readonly string[];
  readonly operatorVersion: OperatorVersion | undefined;
  readonly kubernetesVersion: string | undefined;
  readonly namespace: string | undefined;
  readonly presets: readonly "production"[];
  readonly failOn: Severity | "never" | undefined;
  /** Only findings of these; all when undefined. */
  readonly enforcedBy: ReadonlySet<EnforcedBy> | undefined;
  /** Only findings that concern files which differ from this commit. */
  readonly changedSince: string | undefined;
  /** File with known findings, which are not reported again. */
  readonly baseline: string | undefined;
  /** Strict: nothing that silences findings counts. */
  readonly noIgnores: boolean;
}

/** Settings as somebody wrote them: the flags of the command line, or the inputs of the Action, of the same names. */
export interface GivenSettings {
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  isSet(name: string): boolean;
  /** How the user knows a setting, such as `--fail-on`. */
  called(name: string): string;
}

/** The flags of a command as settings. */
export function flagSettings(invocation: Invocation): GivenSettings {
  return { ...invocation, called: (name) => `--${name}` };
}

/** @throws UserError for a value that means nothing, with those that would. */
export function lintRequestOf(given: GivenSettings, paths: readonly string[]): LintRequest {
  return {
    paths,
    config: given.text("config"),
    clusters: listOf(given, "cluster"),
    operatorVersion: operatorVersionOf(given),
    kubernetesVersion: kubernetesVersionOf(given),
    namespace: namespaceOf(given),
    presets: listOf(given, "preset").map(presetOf),
    failOn: choice(given, "fail-on", failOnChoices),
    enforcedBy: enforcedByOf(given),
    changedSince: given.text("changed-since"),
    baseline: given.text("baseline"),
    noIgnores: given.isSet("no-ignores"),
  };
}

/** @throws UserError where the setting is none of `choices`. */
export function choice<T extends string>(
  given: GivenSettings,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const known = choices.find((candidate) => candidate === text);
  if (known) return known;
  throw new UserError(`${given.called(name)} ${text || '""'} is not known`, {
    help: `one of ${choices.join(", ")}`,
  });
}

export function operatorVersionOf(given: GivenSettings): OperatorVersion | undefined {
  const text = given.text("operator-version");
  if (text === undefined) return undefined;
  const version = parseOperatorVersion(text);
  if (version) return version;
  throw new UserError(`nimops does not know the NIM Operator ${JSON.stringify(text)}`, {
    help: `known versions: ${operatorVersions.join(", ")}`,
  });
}

/** @throws UserError for what is no name of a namespace, so also for an empty one, such as of a variable that is not set. */
export function namespaceOf(given: GivenSettings): string | undefined {
  const text = given.text("namespace");
  if (text === undefined || (text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text))) return text;
  throw new UserError(`${given.called("namespace")} ${JSON.stringify(text)} is no name of a namespace`, {
    help: "up to 63 of a-z, 0-9 and -, with a letter or digit at both ends",
  });
}

function kubernetesVersionOf(given: GivenSettings): string | undefined {
  const text = given.text("kubernetes-version");
  if (text === undefined || /^v?\d+\.\d+/.test(text)) return text;
  throw new UserError(`${given.called("kubernetes-version")} ${text} is no version`, {
    help: "write it as 1.34",
  });
}

function presetOf(name: string): "production" {
  if (name === "production") return name;
  throw new UserError(`there is no preset ${JSON.stringify(name)}`, { help: "presets: production" });
}

function enforcedByOf(given: GivenSettings): ReadonlySet<EnforcedBy> | undefined {
  const asked = listOf(given, "enforced-by");
  if (asked.length === 0) return undefined;
  return new Set(
    asked.map((name) => {
      const known = enforcers.find((enforcer) => enforcer === name);
      if (known) return known;
      throw new UserError(`${given.called("enforced-by")} ${name}: nobody of that name`, {
        help: `one of ${enforcers.join(", ")}`,
      });
    }),
  );
}

function listOf(given: GivenSettings, name: string): string[] {
  return given.texts(name).flatMap((texts) => texts.split(","));
}
