import type { SourceFile } from "../manifest/document.ts";
import type { ClusterScope, Loaded } from "../manifest/load.ts";
import type { Located, Resource, ResourceSet } from "../manifest/resource.ts";
import type { SourceProblem } from "../manifest/source-problem.ts";
import type { TextRange } from "../manifest/yaml/index.ts";
import { withoutCredentials } from "../nim/credential.ts";
import type { Path } from "../nim/value.ts";
import { atLeast, type OperatorVersion } from "../nim/version.ts";
import {
  type Finding,
  type Fix,
  type Location,
  type RelatedPlace,
  type Severity,
  severities,
} from "./finding.ts";
import type { RelatedReport, Report, ReportDetails, ResourceRule, Rule, SourceRule } from "./rule.ts";
import type { LintSettings } from "./settings.ts";

/** A document made to have a hundred thousand mistakes must not drown the report, or the memory. */
const mostOfOneRule = 100;

/** The settings of one cluster; the operator version is the cluster's own. */
export type SettingsOf = (scope: ClusterScope) => LintSettings;

/**
 * Judges everything that was loaded. The order is by file, line, column and rule; findings that two clusters
 * share are told once, with both names.
 */
export function lint(loaded: Loaded, rules: readonly Rule[], settingsOf: SettingsOf): Finding[] {
  const findings = new Map<string, Finding>();
  const add = (finding: Finding) => {
    const { file, start } = finding.location;
    const key = [finding.rule, file, start.line, start.column, finding.severity, finding.message].join("\0");
    const known = findings.get(key);
    findings.set(key, known ? { ...known, clusters: [...known.clusters, ...finding.clusters] } : finding);
  };
  const everywhere = loaded.clusters[0];
  if (everywhere) reportProblems(loaded.problems, [], rules, settingsOf(everywhere.scope), loaded.files, add);
  for (const { scope, set, problems } of loaded.clusters) {
    const settings = settingsOf(scope);
    const clusters = scope.name === undefined ? [] : [scope.name];
    reportProblems(problems, clusters, rules, settings, loaded.files, add);
    judgeSet(set, clusters, rules, settings, add);
  }
  return [...findings.values()].sort(byPlace);
}

/** The severity that settings give a rule; undefined where it does not run. */
export function severityOf(rule: Rule, settings: LintSettings): Severity | undefined {
  const chosen = Object.hasOwn(settings.severities, rule.id) ? settings.severities[rule.id] : undefined;
  if (chosen === "off") return undefined;
  if (rule.preset !== undefined && chosen === undefined && !settings.presets.includes(rule.preset))
    return undefined;
  return holdsFor(rule, settings.operatorVersion) ? (chosen ?? rule.severity) : undefined;
}

/** Whether a severity is as bad as `limit` or worse. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(limit);
}

function holdsFor(rule: Rule, version: OperatorVersion): boolean {
  if (rule.since !== undefined && !atLeast(version, rule.since)) return false;
  return rule.until === undefined || atLeast(rule.until, version);
}

function judgeSet(
  set: ResourceSet,
  clusters: readonly string[],
  rules: readonly Rule[],
  settings: LintSettings,
  add: (finding: Finding) => void,
): void {
  const context = { set, settings, operatorVersion: settings.operatorVersion };
  const active = new Map<string, { rule: ResourceRule; severity: Severity }[]>();
  for (const rule of rules) {
    const severity = severityOf(rule, settings);
    if (!("check" in rule) || severity === undefined) continue;
    for (const kind of rule.kinds) active.set(kind, [...(active.get(kind) ?? []), { rule, severity }]);
  }
  const standalone = set.resources.filter(({ kind }) => kind !== "NIMService");
  for (const resource of [...standalone, ...set.services]) {
    for (const { rule, severity } of active.get(resource.kind) ?? []) {
      if (!concerns(rule, resource)) continue;
      rule.check(resource, reporterOf(rule, severity, resource, clusters, add), context);
    }
  }
}

/** The API server judges the services of a pipeline too; the operator sees only those that are enabled. */
function concerns(rule: ResourceRule, resource: Resource): boolean {
  return resource.pipeline === undefined || resource.pipeline.enabled || rule.enforcedBy === "api-server";
}

function reporterOf(
  rule: ResourceRule,
  severity: Severity,
  resource: Resource,
  clusters: readonly string[],
  add: (finding: Finding) => void,
): Report {
  const found = (path: Path, message: string, details: ReportDetails) => {
    const enforcedBy = details.enforcedBy ?? rule.enforcedBy;
    add({
      rule: rule.id,
      severity: details.severity ?? severity,
      // No webhook sees a pipeline: it refuses the NIMService that the operator makes, which only its log tells.
      enforcedBy: resource.pipeline && enforcedBy === "webhook" ? "operator" : enforcedBy,
      message: withoutCredentials(message),
      help: details.help === undefined ? undefined : withoutCredentials(details.help),
      location: locate(resource, path, details.onKey ?? false),
      object: nameOf(resource),
      path: resource.fromRoot(path),
      related: (details.related ?? []).map((related) => relatedPlace(related, resource)),
      fix: details.fix && fromRoot(details.fix, resource),
      clusters,
      confidential: details.confidential ?? false,
    });
  };
  let count = 0;
  return (path, message, details = {}) => {
    count++;
    if (count <= mostOfOneRule) found(path, message, details);
    else if (count === mostOfOneRule + 1) {
      found(path, `more findings of this rule in this resource are left out, after ${mostOfOneRule}`, {});
    }
  };
}

function fromRoot({ safety, edits }: Fix, resource: Resource): Fix {
  return { safety, edits: edits.map((edit) => ({ ...edit, path: resource.fromRoot(edit.path) })) };
}

function nameOf(resource: Resource): Finding["object"] {
  const { kind, namespace, name } = resource.pipeline?.resource ?? resource;
  return { kind, namespace, name };
}

function relatedPlace(related: RelatedReport, resource: Resource): RelatedPlace {
  if (isElsewhere(related)) {
    const { resource: other, path, message } = related;
    return {
      message: message ?? `${other.kind} ${other.name} is here`,
      location: locate(other, path, false),
    };
  }
  return { message: "see also", location: locate(resource, related, false) };
}

function isElsewhere(related: RelatedReport): related is Exclude<RelatedReport, Path> {
  return "resource" in related;
}

function locate(located: Located, path: Path, onKey: boolean): Location {
  const { document } = located;
  const range = document.rangeOf(located.place(path), onKey);
  return locationOf(document.file, range);
}

function locationOf(file: SourceFile, range: TextRange): Location {
  return { file: file.path, start: file.position(range.start), end: file.position(range.end) };
}

function reportProblems(
  problems: readonly SourceProblem[],
  clusters: readonly string[],
  rules: readonly Rule[],
  settings: LintSettings,
  files: ReadonlyMap<string, SourceFile>,
  add: (finding: Finding) => void,
): void {
  const byCode = new Map<string, SourceRule>();
  for (const rule of rules) if ("reads" in rule) byCode.set(rule.reads, rule);
  const counts = new Map<string, number>();
  for (const problem of problems) {
    const rule = byCode.get(problem.code);
    const severity = rule && severityOf(rule, settings);
    if (!rule || !severity) continue;
    const count = (counts.get(`${rule.id}\0${problem.file}`) ?? 0) + 1;
    counts.set(`${rule.id}\0${problem.file}`, count);
    if (count > mostOfOneRule) continue;
    const file = files.get(problem.file);
    const start = { line: 1, column: 1 };
    const { related } = problem;
    add({
      rule: rule.id,
      severity,
      enforcedBy: rule.enforcedBy,
      message: withoutCredentials(problem.message),
      help: problem.help === undefined ? undefined : withoutCredentials(problem.help),
      location:
        file && problem.range ? locationOf(file, problem.range) : { file: problem.file, start, end: start },
      object: undefined,
      path: problem.path,
      related:
        file && related ? [{ message: related.message, location: locationOf(file, related.range) }] : [],
      fix: undefined,
      clusters,
      confidential: false,
    });
  }
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.location.file, b.location.file) ||
    a.location.start.line - b.location.start.line ||
    a.location.start.column - b.location.start.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
