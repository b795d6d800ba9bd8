import type { SourceFile } from "../../manifest/document.ts";
import type { Loaded } from "../../manifest/load.ts";
import { placesOf } from "../../manifest/yaml/index.ts";
import { byPlace } from "../by-place.ts";
import { isAtLeast, type SettingsOf, severityOf } from "../engine.ts";
import type { Finding, Location, Severity } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { type BadIgnore, type Ignore, isWithin, readIgnores } from "./ignores.ts";
import { renderedPlaces } from "./loaded-resources.ts";
import { type CompiledOverride, compileOverride, type Override } from "./override.ts";

/** What the configuration says. */
export interface SuppressionConfig {
  readonly overrides: readonly Override[];
  /** The configuration itself, to point into; undefined where there is none. */
  readonly source: SourceFile | undefined;
  /** Turns the path of a file that was linted into one that counts from the configuration. */
  fromRoot(path: string): string;
}

export interface SuppressionOptions {
  readonly rules: readonly Rule[];
  readonly settingsOf: SettingsOf;
  /** Strict: every finding is reported, and no override makes one milder. */
  readonly noIgnores: boolean;
  /** Everything that the configuration covers was linted; else nobody can say which override is unused. */
  readonly complete: boolean;
}

export interface Suppressed {
  /** In the order of the engine, with what is wrong about the ignores themselves. */
  readonly findings: Finding[];
  /** How many are not reported, for an ignore or an override. */
  readonly suppressed: number;
}

/**
 * Leaves out what comments, annotations and overrides silence, and says which of them are wrong or silence nothing.
 * Whether one is used does not depend on the others: two that mean the same finding are both used.
 */
export function applySuppressions(
  findings: readonly Finding[],
  loaded: Loaded,
  config: SuppressionConfig,
  options: SuppressionOptions,
): Suppressed {
  const overrides = new Overrides(config);
  if (options.noIgnores) {
    const strict = findings.map((finding) => {
      const severity = overrides.severityOf(finding);
      return severity === "off" || isAtLeast(finding.severity, severity) ? finding : { ...finding, severity };
    });
    return { findings: strict, suppressed: 0 };
  }
  const { ignores, bad } = readIgnores(loaded, options.rules);
  const used = new Set<Ignore>();
  const isIgnored = ignoring(ignores, used, loaded);
  const kept: Finding[] = [];
  let suppressed = 0;
  const judge = (finding: Finding) => {
    const severity = overrides.severityOf(finding);
    if (isIgnored(finding) || severity === "off") suppressed++;
    else kept.push(severity === finding.severity ? finding : { ...finding, severity });
  };
  const runsFor = (rule: Rule, path: string) => runs(rule, path, loaded, options.settingsOf);
  const about = reporter(loaded, options);
  for (const finding of findings) judge(finding);
  for (const mistake of bad) about("bad-ignore", mistake).forEach(judge);
  const unjudged = patchesOf(loaded);
  const unused = ignores.filter(
    (ignore) => !used.has(ignore) && runsFor(ignore.rule, ignore.covered) && !unjudged.has(ignore.scope.file),
  );
  for (const ignore of shortened(unused)) about("unused-ignore", describeUnused(ignore)).forEach(judge);
  if (options.complete) {
    for (const { rule, place } of overrides.unused()) {
      const known = options.rules.find(({ id }) => id === rule);
      if (known && !runsFor(known, "")) continue;
      kept.push(...about("unused-ignore", describeUnusedOverride(rule, place)));
    }
  }
  return { findings: kept.sort(byPlace), suppressed };
}

/** Tells whether a finding is ignored, and marks every ignore that means it as used. */
function ignoring(
  ignores: readonly Ignore[],
  used: Set<Ignore>,
  loaded: Loaded,
): (finding: Finding) => boolean {
  const byRule = new Map<string, Ignore[]>();
  const key = (rule: string, file: string) => `${rule}\0${file}`;
  for (const ignore of ignores) {
    const at = key(ignore.rule.id, ignore.scope.file);
    const others = byRule.get(at);
    if (others) others.push(ignore);
    else byRule.set(at, [ignore]);
  }
  const renderedPlaceOf = renderedPlaces(loaded);
  return (finding) => {
    const meant = [finding.location, renderedPlaceOf(finding)].flatMap((place) =>
      place === undefined
        ? []
        : (byRule.get(key(finding.rule, place.file)) ?? []).filter(({ scope }) => isWithin(place, scope)),
    );
    for (const ignore of meant) used.add(ignore);
    return meant.length > 0;
  };
}

/** Whether a rule is on for a file in some cluster; `""` asks for any file. What is off finds nothing to ignore. */
function runs(rule: Rule, path: string, { clusters }: Loaded, settingsOf: SettingsOf): boolean {
  return clusters.some(
    ({ scope }) => (path === "" || scope.covers(path)) && severityOf(rule, settingsOf(scope)) !== undefined,
  );
}

/** The files that are parts of manifests and were not rendered, so that no rule was tried on them. */
function patchesOf({ clusters }: Loaded): ReadonlySet<string> {
  const problems = clusters.flatMap((cluster) => cluster.problems);
  return new Set(problems.filter(({ code }) => code === "unrendered-patch").map(({ file }) => file));
}

/** Of one file: after so many, nobody reads on. */
const mostUnused = 100;

function shortened(ignores: readonly Ignore[]): Ignore[] {
  const counts = new Map<string, number>();
  return ignores.filter(({ place }) => {
    const count = (counts.get(place.file) ?? 0) + 1;
    counts.set(place.file, count);
    return count <= mostUnused;
  });
}

function describeUnused({ rule, place, object }: Ignore): BadIgnore {
  const here = object ? `in this ${object.kind}` : "here";
  return {
    message: `there is no finding of ${rule.id} ${here} to ignore`,
    help: "remove it, or it silences the next one",
    place,
    object,
  };
}

function describeUnusedOverride(rule: string, place: Location): BadIgnore {
  return {
    message: `this override matches no finding of ${rule}`,
    help: "remove it, or correct its paths, kinds and objects",
    place,
    object: undefined,
  };
}

/** Makes the finding of one of the rules about ignores, none where that rule is off. */
function reporter({ clusters }: Loaded, { rules, settingsOf }: SuppressionOptions) {
  return (id: "bad-ignore" | "unused-ignore", { message, help, place, object }: BadIgnore): Finding[] => {
    const rule = rules.find((candidate) => candidate.id === id);
    const [first] = clusters;
    const severity = rule && first && severityOf(rule, settingsOf(first.scope));
    if (!rule || severity === undefined) return [];
    const finding: Finding = {
      rule: id,
      severity,
      enforcedBy: rule.enforcedBy,
      message,
      help,
      location: place,
      object,
      path: [],
      related: [],
      fix: undefined,
      clusters: [],
    };
    return [finding];
  };
}

class Overrides {
  readonly #overrides: readonly CompiledOverride[];
  readonly #config: SuppressionConfig;
  readonly #used = new Set<string>();

  constructor(config: SuppressionConfig) {
    this.#overrides = config.overrides.map(compileOverride);
    this.#config = config;
  }

  /** The last override that matches decides; all that match are used. */
  severityOf(finding: Finding): Severity | "off" {
    let severity: Severity | "off" = finding.severity;
    if (this.#overrides.length === 0) return severity;
    const path = this.#config.fromRoot(finding.location.file);
    for (const [index, override] of this.#overrides.entries()) {
      if (!override.matches(finding, path)) continue;
      this.#used.add(`${index}\0${finding.rule}`);
      severity = override.severity;
    }
    return severity;
  }

  /** Each rule of each override that has matched nothing, with its place in the configuration. */
  unused(): { rule: string; place: Location }[] {
    const { source } = this.#config;
    if (source === undefined) return [];
    const found = this.#overrides.flatMap(({ rules }, index) =>
      rules.filter((rule) => !this.#used.has(`${index}\0${rule}`)).map((rule) => ({ rule, index })),
    );
    if (found.length === 0) return [];
    const places = placesOf(source.text, { start: 0, end: source.text.length });
    return found.map(({ rule, index }) => {
      const nth = this.#config.overrides[index]?.rules?.indexOf(rule) ?? -1;
      const path = ["overrides", index, ...(nth === -1 ? ["rule"] : ["rules", nth])];
      const { start, end } = places.valueOf(path) ?? places.valueOf(["overrides"]) ?? { start: 0, end: 0 };
      return {
        rule,
        place: { file: source.path, start: source.position(start), end: source.position(end) },
      };
    });
  }
}
