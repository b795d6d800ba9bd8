import type { Finding, RelatedPlace } from "../lint/finding.ts";
import type { LintReport, ReportedFinding } from "./contract.ts";
import type { LintSummary } from "./summary.ts";

/** The findings as programs read them; docs/schemas/lint.schema.json describes it. */
export function jsonReport(findings: readonly Finding[], summary: LintSummary): string {
  const report: LintReport = { version: 1, summary, findings: findings.map(reported) };
  return `${JSON.stringify(report, undefined, 2)}\n`;
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
    object: finding.object ?? null,
    path: [...finding.path],
    related: finding.related.map(reportedPlace),
    fix: finding.fix?.safety ?? "none",
    clusters: [...finding.clusters],
  };
}

function reportedPlace({ message, location }: RelatedPlace): ReportedFinding["related"][number] {
  const { file, start, end } = location;
  return { message, file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
