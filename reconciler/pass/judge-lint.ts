import { lint } from "../../src/lint/engine.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { rules } from "../../src/lint/rules/index.ts";
import type { LintSettings } from "../../src/lint/settings.ts";
import { applySuppressions } from "../../src/lint/suppress/apply.ts";
import type { Loaded } from "../../src/manifest/load.ts";
import type { GuardInput } from "./guard-input.ts";

export interface LintVerdict {
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** Errors that no gate, no comment and no configuration lets through. */
  readonly final: ReadonlySet<Finding>;
}

/** By the rules that the pull request is judged by, and by what nobody may let through. */
export function judgeLint(loaded: Loaded, { operatorVersion, gates, lint: choice }: GuardInput): LintVerdict {
  const { registries } = gates;
  const strict: LintSettings = { ...usualSettings, operatorVersion, allowedImages: patternsOf(registries) };
  const final = lint(loaded, finalRules, () => strict).filter(isFinal);
  if (gates.lint === "off") return { findings: final, final: new Set(final) };
  const settings: LintSettings = { ...usualSettings, ...choice?.settings, operatorVersion };
  const settingsOf = () => settings;
  const { findings: open } = applySuppressions(
    lint(loaded, rules, settingsOf).map(milder),
    loaded,
    { overrides: choice?.overrides ?? [], source: choice?.source, fromRoot: (path) => path },
    { rules, settingsOf, noIgnores: false, complete: false },
  );
  const told = new Set(final.map(placeOf));
  const findings = [...final, ...open.filter((finding) => !told.has(placeOf(finding)))];
  return { findings: findings.sort((one, other) => rank(one) - rank(other)), final: new Set(final) };
}

const usualSettings: Omit<LintSettings, "operatorVersion"> = {
  kubernetesVersion: undefined,
  presets: [],
  severities: {},
  allowedImages: undefined,
  airGapped: false,
  kserve: { installed: true, deploymentMode: "Standard" },
};

function patternsOf(registries: readonly string[]): readonly string[] | undefined {
  return registries.length === 0 ? undefined : registries.flatMap((each) => [each, `${each}/**`]);
}

function placeOf({ rule, location, message }: Finding): string {
  return [rule, location.file, location.start.line, location.start.column, message].join("\0");
}

/** What the set lacks the cluster may have: a service whose cache nobody has waits for it, and the status says so. */
function milder(finding: Finding): Finding {
  return lacking.has(finding.rule) && finding.severity === "error"
    ? { ...finding, severity: "warning" }
    : finding;
}

const lacking: ReadonlySet<string> = new Set(["cache-not-found", "build-cache-missing"]);

const ranks = { error: 0, warning: 1, info: 2 } as const;

function rank({ severity }: Finding): number {
  return ranks[severity];
}

function isFinal({ rule, severity, enforcedBy }: Finding): boolean {
  if (rule === imageRule) return true;
  return severity === "error" && (enforcedBy === "parser" || enforcedBy === "api-server");
}

/** The allow-list of registries. */
export const imageRule = "image-not-allowed";
const finalRules = rules.filter(
  ({ id, enforcedBy }) => id === imageRule || enforcedBy === "parser" || enforcedBy === "api-server",
);
