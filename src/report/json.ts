import type { Finding, ObjectName, RelatedPlace } from "../lint/finding.ts";
import { withoutCredentials } from "../nim/credential.ts";
import type { LintReport, ReportedFinding } from "./contract.ts";
import { logCommand } from "./printable.ts";
import type { LintSummary } from "./summary.ts";

/** The findings as programs read them, in pieces; docs/schemas/lint.schema.json describes the whole. */
export function* jsonReport(findings: readonly Finding[], summary: LintSummary): Generator<string> {
  const report: LintReport = { version: 1, summary, findings: [] };
  const frame = JSON.stringify(report, undefined, 2);
  if (findings.length === 0) {
    yield `${frame}\n`;
    return;
  }
  const end = frame.lastIndexOf("[]");
  yield `${frame.slice(0, end)}[\n`;
  for (const [index, finding] of findings.entries()) {
    const text = JSON.stringify(reported(finding), undefined, 2)
      .replaceAll("\n", "\n    ")
      .replace(logCommand, "\\u0023#");
    yield `    ${text}${index < findings.length - 1 ? "," : ""}\n`;
  }
  yield `  ]${frame.slice(end + 2)}\n`;
}

function reported(finding: Finding): ReportedFinding {
  const { file, start, end } = finding.location;
  return {
    rule: finding.rule,
    severity: finding.severity,
    enforcedBy: finding.enforcedBy,
    message: finding.message,
    help: finding.help ?? null,
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    object: finding.object ? masked(finding.object) : null,
    path: finding.path.map((step) => (typeof step === "string" ? withoutCredentials(step) : step)),
    related: finding.related.map(reportedPlace),
    fix: finding.fix?.safety ?? "none",
    clusters: [...finding.clusters],
  };
}

function masked({ kind, namespace, name }: ObjectName): ObjectName {
  return { kind, namespace: withoutCredentials(namespace), name: withoutCredentials(name) };
}

function reportedPlace({ message, location }: RelatedPlace): ReportedFinding["related"][number] {
  const { file, start, end } = location;
  return { message, file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
