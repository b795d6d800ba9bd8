import { lint } from "../../src/lint/engine.ts";
import type { Finding } from "../../src/lint/finding.ts";
import type { Rule } from "../../src/lint/rule.ts";
import { rules } from "../../src/lint/rules/index.ts";
import type { LintSettings } from "../../src/lint/settings.ts";
import { applySuppressions } from "../../src/lint/suppress/apply.ts";
import { type Loaded, loadManifests } from "../../src/manifest/load.ts";
import { allParts, loadParts } from "../../src/manifest/parts.ts";
import {
  atLeast,
  defaultOperatorVersion,
  type OperatorVersion,
  operatorVersions,
} from "../../src/nim/version.ts";

// Everything is told at once, as a run does that reads again where a part was lacking.
await loadParts(allParts);

export const defaultSettings: LintSettings = {
  operatorVersion: defaultOperatorVersion,
  kubernetesVersion: undefined,
  presets: [],
  severities: {},
  allowedImages: undefined,
  airGapped: false,
  kserve: { installed: true, deploymentMode: "Standard" },
};

export interface LintedText {
  readonly findings: readonly Finding[];
  readonly loaded: Loaded;
}

/** Lints one text as if it were a file of its own. */
export function lintText(
  text: string,
  settings: Partial<LintSettings> = {},
  path = "manifest.yaml",
): LintedText {
  const used = { ...defaultSettings, ...settings };
  const loaded = loadManifests([{ path, bytes: Buffer.from(text) }], {
    maxFileSize: 16 * 1024 * 1024,
    cwd: "/",
    scopes: [
      { name: undefined, namespace: "default", operatorVersion: used.operatorVersion, covers: () => true },
    ],
  });
  const { findings } = applySuppressions(
    lint(loaded, rules, () => used),
    loaded,
    { overrides: [], source: undefined, fromRoot: (name) => name },
    { rules, settingsOf: () => used, noIgnores: false, complete: true },
  );
  return { findings, loaded };
}

/** The default version where the rule holds for it, else the newest that it holds for. */
export function holdingVersion({ since, until }: Rule): OperatorVersion {
  const holds = (version: OperatorVersion) =>
    (since === undefined || atLeast(version, since)) && (until === undefined || atLeast(until, version));
  if (holds(defaultOperatorVersion)) return defaultOperatorVersion;
  return operatorVersions.findLast(holds) ?? defaultOperatorVersion;
}
