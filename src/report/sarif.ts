import type { EnforcedBy, Finding, Location, Severity } from "../lint/finding.ts";
import { fingerprintOf } from "../lint/fingerprint.ts";
import type { Rule } from "../lint/rule.ts";
import { withoutCredentials } from "../nim/credential.ts";
import { formatPath } from "../nim/value.ts";
import { enforcementOf } from "./enforcement.ts";
import { lineHashes } from "./line-hashes.ts";
import { counted, printable } from "./printable.ts";
import { type Folders, repositoryPath, uriOf } from "./repository-path.ts";
import { shortened } from "./shortened.ts";
import type { SourceLines } from "./source-lines.ts";
import { nameOf } from "./subject.ts";
import { worstFirst } from "./worst-first.ts";

export interface SarifOptions extends Folders {
  /** Of nimops. */
  readonly version: string;
  /** Where nimops lives, such as https://github.com/owner/name; a link of the report when given. */
  readonly homepage?: string | undefined;
  /** Tells this report from others of nimops on the same commit; GitHub takes one of each category. */
  readonly category?: string | undefined;
}

/** What GitHub takes at most (docs "SARIF support for code scanning"); of the results it shows 5,000. */
const limits = { results: 25_000, description: 1024, name: 255, tags: 10, message: 4000, help: 16_000 };

const levels: Record<Severity, "error" | "warning" | "note"> = {
  error: "error",
  warning: "warning",
  info: "note",
};

/** In GitHub's words, which sorts alerts by it. */
const problemSeverities = { error: "error", warning: "warning", info: "recommendation" } as const;

/** How sure an alert of a rule is: what the cluster refuses is refused, what is policy is for the team to weigh. */
const precisions: Record<EnforcedBy, "very-high" | "high" | "medium"> = {
  parser: "very-high",
  "api-server": "very-high",
  webhook: "very-high",
  operator: "high",
  scheduler: "high",
  nimops: "medium",
};

/**
 * The findings as SARIF 2.1.0, in pieces, worst first. All rules are described, so that an alert that closes keeps
 * its text. No source text is in it.
 */
export function* sarifReport(
  findings: readonly Finding[],
  source: SourceLines,
  rules: readonly Rule[],
  options: SarifOptions,
): Generator<string> {
  const descriptors = [...rules.map((rule) => described(rule, options)), ...undescribed(findings, rules)];
  const shown = worstFirst(numbered(findings)).slice(0, limits.results);
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "nimops",
            version: options.version,
            semanticVersion: options.version,
            ...(options.homepage === undefined ? {} : { informationUri: options.homepage }),
            rules: descriptors,
          },
        },
        // Without one, upload-sarif makes its own of workflow, job and matrix; it never replaces one.
        ...(options.category === undefined ? {} : { automationDetails: { id: `${options.category}/` } }),
        originalUriBaseIds: { SRCROOT: { description: { text: "the root of the repository" } } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: leftOut(findings.length - shown.length),
          },
        ],
        results: [],
      },
    ],
  };
  const frame = JSON.stringify(log, undefined, 1);
  const end = frame.lastIndexOf("[]");
  yield frame.slice(0, end);
  yield "[";
  const ruleIndex = new Map(descriptors.map(({ id }, index) => [id, index]));
  const hashesOf = hashesByFile(source);
  for (const [index, finding] of shown.entries()) {
    const result = resultOf(finding, ruleIndex.get(finding.rule) ?? -1, hashesOf, options);
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(result)}`;
  }
  yield `]${frame.slice(end + 2)}\n`;
}

type Numbered = Finding & { readonly fingerprint: string };

/** Equal findings of one file are told apart by their order. */
function numbered(findings: readonly Finding[]): Numbered[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const name = fingerprintOf(finding);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { ...finding, fingerprint: `${name}:${count}` };
  });
}

function described(rule: Rule, { homepage, version }: SarifOptions) {
  const kinds = "kinds" in rule ? rule.kinds : [];
  const preset = rule.preset === undefined ? [] : [rule.preset];
  const why = rule.why.trim();
  return {
    id: rule.id,
    name: shortened(pascalCase(rule.id), limits.name),
    shortDescription: { text: shortened(sentence(rule.title), limits.description) },
    fullDescription: { text: shortened(inOneLine(why), limits.description) },
    help: {
      text: shortened(`${inOneLine(why)}\n\nSource: ${rule.source}`, limits.help),
      markdown: shortened(helpMarkdown(rule), limits.help),
    },
    ...(homepage === undefined ? {} : { helpUri: `${homepage}/blob/v${version}/docs/rules/${rule.id}.md` }),
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      tags: ["nim", rule.enforcedBy, ...kinds, ...preset].slice(0, limits.tags),
      precision: precisions[rule.enforcedBy],
      "problem.severity": problemSeverities[rule.severity],
      enforcedBy: rule.enforcedBy,
    },
  };
}

/** What is found by a rule that the caller did not list, so that no result is without its rule. */
function undescribed(findings: readonly Finding[], rules: readonly Rule[]): ReturnType<typeof described>[] {
  const listed = new Set(rules.map(({ id }) => id));
  const others = new Map(
    findings.filter(({ rule }) => !listed.has(rule)).map((finding) => [finding.rule, finding]),
  );
  return [...others.values()].map(({ rule, severity, enforcedBy }) => ({
    id: rule,
    name: pascalCase(rule),
    shortDescription: { text: rule },
    fullDescription: { text: rule },
    help: { text: rule, markdown: rule },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ["nim", enforcedBy],
      precision: precisions[enforcedBy],
      "problem.severity": problemSeverities[severity],
      enforcedBy,
    },
  }));
}

function helpMarkdown({ why, source, examples }: Rule): string {
  const fence = examples.shownBy === "commands" ? "sh" : "yaml";
  const block = (text: string) => `\`\`\`${fence}\n${text.trim()}\n\`\`\``;
  return `${why.trim()}\n\n**Bad**\n\n${block(examples.bad)}\n\n**Good**\n\n${block(examples.good)}\n\nSource: ${source}`;
}

function resultOf(
  finding: Numbered,
  ruleIndex: number,
  hashesOf: (file: string) => readonly string[],
  folders: Folders,
) {
  const { rule, severity, location, object, related, path, fix, clusters, enforcedBy } = finding;
  const hash = hashesOf(location.file)[location.start.line - 1];
  const name = object && nameOf(object);
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: messageOf(finding) },
    locations: [
      {
        physicalLocation: physical(location, folders),
        ...(name === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: name, kind: "resource" }] }),
      },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((place, index) => ({
            id: index + 1,
            physicalLocation: physical(place.location, folders),
            message: { text: plain(place.message) },
          })),
        }),
    partialFingerprints: {
      ...(hash === undefined ? {} : { primaryLocationLineHash: hash }),
      "nimops/v1": finding.fingerprint,
    },
    properties: {
      enforcedBy,
      path: plain(formatPath(path)),
      fix: fix?.safety ?? "none",
      ...(clusters.length === 0 ? {} : { clusters }),
    },
  };
}

/** GitHub links related places only where the message does. */
function messageOf(finding: Finding): string {
  const parts = [plain(finding.message)];
  if (finding.help !== undefined) parts.push(`Help: ${plain(finding.help)}`);
  const enforcer = enforcementOf(finding);
  if (enforcer !== undefined) parts.push(`Note: ${enforcer}`);
  const text = shortened(parts.map(ended).join(" "), limits.message);
  const links = finding.related.map(
    ({ message, location }, index) =>
      `[${bracketed(shortened(plain(message), 200))} (line ${location.start.line})](${index + 1})`,
  );
  return links.length === 0 ? text : `${text} Related: ${links.join(", ")}.`;
}

/** Text that no viewer takes for a link: in plain messages SARIF reads `[text](target)` as one. */
function plain(text: string): string {
  const shown = shortened(printable(withoutCredentials(text)), limits.message);
  return shown.includes("](") ? bracketed(shown) : shown;
}

function bracketed(text: string): string {
  return text.replace(/(?<!\\)[[\]]/g, "\\$&");
}

function physical({ file, start, end }: Location, folders: Folders) {
  const oneLine = end.line === start.line;
  return {
    artifactLocation: artifactOf(file, folders),
    region: {
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      // A place without text, such as a file's beginning, would be an insertion point, which nobody shows.
      endColumn: oneLine ? Math.max(end.column, start.column + 1) : end.column,
    },
  };
}

function artifactOf(file: string, folders: Folders) {
  if (file === "-") return { uri: "stdin" };
  const path = repositoryPath(file, folders);
  if (path !== undefined) return { uri: uriOf(path), uriBaseId: "SRCROOT" };
  const absolute = file.startsWith("/") ? file : `${folders.cwd}/${file}`;
  return { uri: `file://${absolute.startsWith("/") ? "" : "/"}${uriOf(absolute)}` };
}

function hashesByFile(source: SourceLines): (file: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const hashes = known.get(file) ?? lineHashes(source.text(file) ?? "");
    known.set(file, hashes);
    return hashes;
  };
}

function leftOut(count: number) {
  if (count === 0) return [];
  const text = `${counted(count, "finding")} left out: code scanning takes ${limits.results} at most; the worst are here`;
  return [{ level: "warning", message: { text } }];
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}

function sentence(text: string): string {
  return ended(`${text.slice(0, 1).toUpperCase()}${text.slice(1)}`);
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
