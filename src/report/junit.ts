import type { Finding } from "../lint/finding.ts";
import type { Located } from "../manifest/resource.ts";
import { withoutCredentials } from "../nim/credential.ts";
import { codeFrame } from "./code-frame.ts";
import { enforcementOf } from "./enforcement.ts";
import { printable } from "./printable.ts";
import { type Folders, repositoryPath } from "./repository-path.ts";
import { shortened } from "./shortened.ts";
import type { SourceLines } from "./source-lines.ts";
import { nameOf } from "./subject.ts";
import type { LintSummary } from "./summary.ts";

/**
 * The findings as JUnit XML, in pieces: a suite for each file, in it a test case for each rule that a resource
 * breaks, and a passed one for each resource that breaks none. Errors and warnings fail; an info is the output of a
 * test that passed, because GitLab and Jenkins take `skipped` for a test that did not run. A test case has one
 * failure at most: GitLab reads no more.
 */
export function* junitReport(
  findings: readonly Finding[],
  summary: LintSummary,
  resources: readonly Located[],
  source: SourceLines,
  folders: Folders,
): Generator<string> {
  const suites = suitesOf(findings, resources);
  const unique = uniqueNames();
  const cases = suites.map(({ file, tests }) =>
    tests.map((test) => ({ ...test, name: unique(classOf(file), test.name) })),
  );
  const failures = cases.flat().filter(isFailure).length;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="nimops lint" ${counts(cases.flat().length, failures)}>\n`;
  for (const [index, { file }] of suites.entries()) {
    const tests = cases[index] ?? [];
    yield `  <testsuite name="${attribute(fileName(file))}" ${counts(tests.length, tests.filter(isFailure).length)}>\n`;
    for (const test of tests) yield testCase(file, test, source, folders);
    yield "  </testsuite>\n";
  }
  if (suites.length === 0) yield `  <!-- ${summary.filesRead} files read, no NIM manifest among them -->\n`;
  yield "</testsuites>\n";
}

interface TestCase {
  readonly name: string;
  readonly findings: readonly Finding[];
}

interface Suite {
  readonly file: string;
  readonly tests: readonly TestCase[];
}

/** By file; in each the broken rules in the order of their places, then the resources that passed. */
function suitesOf(findings: readonly Finding[], resources: readonly Located[]): Suite[] {
  const suites = new Map<string, { tests: Map<string, Finding[]>; judged: Set<string> }>();
  const suiteOf = (file: string) => {
    const suite = suites.get(file) ?? { tests: new Map(), judged: new Set() };
    suites.set(file, suite);
    return suite;
  };
  for (const finding of findings) {
    const { tests, judged } = suiteOf(finding.location.file);
    const subject = finding.object && nameOf(finding.object);
    if (subject !== undefined) judged.add(subject);
    const name = subject === undefined ? finding.rule : `${subject}: ${finding.rule}`;
    tests.set(name, [...(tests.get(name) ?? []), finding]);
  }
  for (const resource of resources) {
    const { tests, judged } = suiteOf(resource.document.file.path);
    const name = nameOf(resource);
    if (!judged.has(name)) tests.set(name, []);
  }
  return [...suites]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([file, { tests }]) => ({
      file,
      tests: [...tests].map(([name, found]) => ({ name, findings: found })),
    }));
}

/** GitLab counts test cases of one class and name as one. */
function uniqueNames(): (group: string, name: string) => string {
  const seen = new Map<string, number>();
  return (group, name) => {
    const key = `${group}\0${name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}

function isFailure({ findings }: TestCase): boolean {
  return findings.some(({ severity }) => severity !== "info");
}

function testCase(file: string, { name, findings }: TestCase, source: SourceLines, folders: Folders): string {
  // GitLab makes a link of it.
  const path = repositoryPath(file, folders);
  const place = path === undefined ? "" : ` file="${attribute(path)}"`;
  const open = `    <testcase classname="${attribute(classOf(file))}" name="${attribute(name)}"${place} time="0"`;
  const failed = findings.filter(({ severity }) => severity !== "info");
  const told = findings.filter(({ severity }) => severity === "info");
  const [first] = failed;
  const parts: string[] = [];
  if (first) {
    const type = failed.some(({ severity }) => severity === "error") ? "error" : "warning";
    const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : "";
    const message = `${shortened(shown(first.message), 1000)}${more}`;
    parts.push(
      `      <failure type="${type}" message="${attribute(message)}">${text(failed, source)}</failure>\n`,
    );
  }
  if (told.length > 0) parts.push(`      <system-out>${text(told, source)}</system-out>\n`);
  return parts.length === 0 ? `${open}/>\n` : `${open}>\n${parts.join("")}    </testcase>\n`;
}

function text(findings: readonly Finding[], source: SourceLines): string {
  return escaped(findings.map((finding) => describe(finding, source)).join("\n"));
}

function describe(finding: Finding, source: SourceLines): string {
  const { severity, rule, location, message, related, help } = finding;
  const lines = [
    `${fileName(location.file)}:${location.start.line}:${location.start.column}: ${severity}[${rule}]`,
    shortened(shown(message), 4000),
  ];
  const frame = codeFrame(location, source);
  if (frame !== undefined) lines.push("", frame, "");
  if (help !== undefined) lines.push(`help: ${shortened(shown(help), 4000)}`);
  for (const place of related) {
    const { file, start } = place.location;
    lines.push(
      `see: ${fileName(file)}:${start.line}:${start.column}: ${shortened(shown(place.message), 1000)}`,
    );
  }
  const enforcer = enforcementOf(finding);
  if (enforcer !== undefined) lines.push(`note: ${enforcer}`);
  return `${lines.join("\n")}\n`;
}

function counts(tests: number, failures: number): string {
  return `tests="${tests}" failures="${failures}" errors="0" skipped="0" time="0"`;
}

/** Without the ending, which Jenkins would take for the class and the rest for its package. */
function classOf(file: string): string {
  return fileName(file).replace(/\.(?:ya?ml|json)$/i, "");
}

function fileName(file: string): string {
  return file === "-" ? "stdin" : printable(file);
}

function shown(value: string): string {
  return printable(withoutCredentials(value));
}

function attribute(value: string): string {
  return escaped(printable(value));
}

/** What XML 1.0 forbids even as a reference is replaced; `>` too, because `]]>` may not stand in text. */
function escaped(value: string): string {
  return value
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
