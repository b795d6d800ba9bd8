import type { SourceFile } from "../manifest/document.ts";
import type { ClusterScope, Loaded } from "../manifest/load.ts";
import type { Located, Resource, ResourceSet } from "../manifest/resource.ts";
import type { SourceProblem } from "../manifest/source-problem.ts";
import type { TextRange } from "../manifest/yaml/index.ts";
import { bounded } from "../nim/bounded.ts";
import type { Path } from "../nim/value.ts";
import { atLeast, type OperatorVersion } from "../nim/version.ts";
import { byPlace } from "./by-place.ts";
import {
  type Finding,
  type Fix,
  type Location,
  type RelatedPlace,
  type ResourcePlace,
  type Severity,
  severities,
} from "./finding.ts";
import type { RelatedReport, Report, ReportDetails, ResourceRule, Rule, SourceRule } from "./rule.ts";
import { touchesSecret } from "./secret-ranges.ts";
import type { LintSettings } from "./settings.ts";

/** A document made to have a hundred thousand mistakes must not drown the report, or the memory. */
const mostOfOneRule = 100;
/** Nor may ten thousand such documents. */
const mostOfOneRuleInRun = 20_000;
/** UTF-16 units of a message or a help; rules shorten what they quote, this is for what they forgot. */
const longestText = 1000;

/** The settings of one cluster; the operator version is the cluster's own. */
export type SettingsOf = (scope: ClusterScope) => LintSettings;

/**
 * Judges everything that was loaded. The order is by file, line, column and rule; findings that two clusters
 * share are told once, with both names.
 */
export function lint(loaded: Loaded, rules: readonly Rule[], settingsOf: SettingsOf): Finding[] {
  const { findings, add, close } = collector();
  for (const { scope, set, problems } of loaded.clusters) {
    const settings = settingsOf(scope);
    const clusters = scope.name === undefined ? [] : [scope.name];
    reportProblems(problems, clusters, rules, settings, loaded.files, add);
    judgeSet(set, clusters, rules, settings, add);
  }
  close();
  const judged = loaded.clusters.filter(({ set, problems }) => set.resources.length + problems.length > 0);
  return (judged.length > 1 ? toldOnce(findings) : findings).sort(byPlace);
}

/** Takes so many findings of a rule, and tells of the others in one that stands at the first of them. */
function collector() {
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  const left = new Map<string, { first: Finding; worst: Severity; count: number }>();
  const add = (finding: Finding) => {
    const count = (counts.get(finding.rule) ?? 0) + 1;
    counts.set(finding.rule, count);
    if (count <= mostOfOneRuleInRun) {
      findings.push(finding);
      return;
    }
    const { severity } = finding;
    const known = left.get(finding.rule) ?? { first: finding, worst: severity, count: 0 };
    const worst = isAtLeast(severity, known.worst) ? severity : known.worst;
    left.set(finding.rule, { ...known, worst, count: known.count + 1 });
  };
  const close = () => {
    for (const { first, worst, count } of left.values()) {
      const message = `${count} more findings of this rule are left out, after ${mostOfOneRuleInRun}`;
      findings.push({ ...first, severity: worst, message, help: undefined, related: [], fix: undefined });
    }
  };
  return { findings, add, close };
}

function toldOnce(findings: readonly Finding[]): Finding[] {
  const told = new Map<string, Finding>();
  for (const finding of findings) {
    const { file, start } = finding.location;
    const key = [finding.rule, file, start.line, start.column, finding.severity, finding.message].join("\0");
    const known = told.get(key);
    told.set(key, known ? { ...known, clusters: [...known.clusters, ...finding.clusters] } : finding);
  }
  return [...told.values()];
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
  const { origin } = resource.document.file;
  const context = origin ? ` (rendered from ${origin.from})` : "";
  const found = (path: Path, message: string, details: ReportDetails) => {
    const enforcedBy = details.enforcedBy ?? rule.enforcedBy;
    add({
      rule: rule.id,
      severity: details.severity ?? severity,
      // No webhook sees a pipeline: it refuses the NIMService that the operator makes, which only its log tells.
      enforcedBy: resource.pipeline && enforcedBy === "webhook" ? "operator" : enforcedBy,
      message: shown(message) + context,
      help: details.help === undefined ? undefined : shown(details.help),
      location: locate(resource, path, details.onKey ?? false),
      object: nameOf(resource),
      path: resource.fromRoot(path),
      related: (details.related ?? []).map((related) => relatedPlace(related, resource)),
      // The place of a fix would be one of the rendered text.
      fix: origin ? undefined : details.fix && fromRoot(details.fix, resource),
      place: placeOf(resource),
      clusters,
    });
  };
  const isToldOf = counter();
  return (path, message, details = {}) => {
    const told = isToldOf("resource");
    if (told === true) found(path, message, details);
    else if (told) found(path, told, {});
  };
}

/** Counts what one rule finds in one place: true as long as it is told, then once what is told in its stead. */
function counter(): (where: "resource" | "file") => boolean | string {
  let count = 0;
  return (where) => {
    count++;
    if (count <= mostOfOneRule) return true;
    return (
      count === mostOfOneRule + 1 &&
      `more findings of this rule in this ${where} are left out, after ${mostOfOneRule}`
    );
  };
}

function fromRoot({ safety, edits }: Fix, resource: Resource): Fix {
  return { safety, edits: edits.map((edit) => ({ ...edit, path: resource.fromRoot(edit.path) })) };
}

function placeOf(resource: Resource): ResourcePlace {
  const { document, place } = resource.pipeline?.resource ?? resource;
  return { document: document.range.start, base: place([]) };
}

function nameOf(resource: Resource): Finding["object"] {
  const { kind, namespace, name } = resource.pipeline?.resource ?? resource;
  return { kind, namespace, name };
}

function relatedPlace(related: RelatedReport, resource: Resource): RelatedPlace {
  if (isElsewhere(related)) {
    const { resource: other, path, message } = related;
    return {
      message: shown(message ?? `${other.kind} ${other.name} is here`),
      location: locate(other, path, false),
    };
  }
  return { message: "see also", location: locate(resource, related, false) };
}

function isElsewhere(related: RelatedReport): related is Exclude<RelatedReport, Path> {
  return "resource" in related;
}

function locate(located: Located, path: Path, onKey: boolean): Location {
  const { file, range } = located.document.sourceOf(located.place(path), onKey);
  return locationOf(file, range);
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
  const counters = new Map<string, ReturnType<typeof counter>>();
  for (const problem of problems) {
    const rule = byCode.get(problem.code);
    const severity = rule && severityOf(rule, settings);
    if (!rule || !severity) continue;
    const isToldOf = counters.get(`${rule.id}\0${problem.file}`) ?? counter();
    counters.set(`${rule.id}\0${problem.file}`, isToldOf);
    const told = isToldOf("file");
    if (told === false) continue;
    const file = files.get(problem.file);
    const start = { line: 1, column: 1 };
    const { related } = problem;
    add({
      rule: rule.id,
      severity,
      enforcedBy: rule.enforcedBy,
      ...(told === true ? wordsOf(problem, file) : { message: told, help: undefined }),
      location:
        file && problem.range ? locationOf(file, problem.range) : { file: problem.file, start, end: start },
      object: undefined,
      path: problem.path,
      related:
        told === true && file && related
          ? [{ message: shown(related.message), location: locationOf(file, related.range) }]
          : [],
      fix: undefined,
      clusters,
    });
  }
}

/** What a parser says may quote the text that it stumbled over. */
function wordsOf({ message, help, range }: SourceProblem, file: SourceFile | undefined) {
  const secret = file && range && /["`]/.test(`${message}${help ?? ""}`) && touchesSecret(file, range);
  const safe = (text: string) => (secret ? shown(text).replace(/"(?:[^"\\]|\\.)*"/g, '"…"') : shown(text));
  return { message: safe(message), help: help === undefined ? undefined : safe(help) };
}

function shown(text: string): string {
  return bounded(text, longestText);
}
