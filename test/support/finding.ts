import { posix } from "node:path";
import type { Finding, Location } from "../../src/lint/finding.ts";
import { SourceFile } from "../../src/manifest/document.ts";
import { SourceLines } from "../../src/report/source-lines.ts";
import type { LintSummary } from "../../src/report/summary.ts";

/** A finding of an ordinary kind; a test states only what matters to it. */
export function findingOf(given: Partial<Finding> = {}): Finding {
  return {
    rule: "hpa-bounds",
    severity: "error",
    enforcedBy: "api-server",
    message: "maxReplicas is 4, below minReplicas",
    help: "write 5 or more",
    location: placeOf("models/llama.yaml", 3, 5, 9),
    object: { kind: "NIMService", namespace: "prod", name: "llama" },
    path: ["spec", "scale"],
    related: [],
    fix: undefined,
    clusters: [],
    ...given,
  };
}

/** A place on one line. */
export function placeOf(file: string, line: number, column = 1, endColumn = column + 1): Location {
  return { file, start: { line, column }, end: { line, column: endColumn } };
}

/** Names that try to break out of a format. */
export const hostileTexts = [
  "line\nend\r\n::error title=x::pwned",
  "##[error]old command, %0A::warning::x",
  "]]> <![CDATA[ <failure/> &amp; &#0; \"'",
  "<script>alert(1)</script></details></summary><img src=x onerror=y>",
  "`ticks` ``two`` ```three\n```\n# heading",
  "| a | b |\n|---|---|",
  "@octocat @org/team owner/repo#12 #34 GH-56 https://evil.example www.evil.example",
  "[text](https://evil.example) ![image](https://evil.example/x.png) [1]: x",
  "\u202etxt.yaml \u200f\u2066 \u0007\u001b[31m\u0000\u007f\u0085\ufffe\ud800",
  "100% , : ; = {0} $x$ \\ ~~gone~~ __proto__",
];

export function sourceOf(texts: Record<string, string>): SourceLines {
  const files = Object.entries(texts).map(([path, text]): [string, SourceFile] => [
    path,
    new SourceFile(path, text),
  ]);
  return new SourceLines(new Map(files));
}

export function summaryOf(findings: readonly Finding[]): LintSummary {
  const count = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length;
  const files = new Set(findings.map(({ location }) => posix.normalize(location.file))).size;
  return {
    errors: count("error"),
    warnings: count("warning"),
    infos: count("info"),
    resources: Math.max(1, files),
    files: Math.max(1, files),
    filesRead: Math.max(1, files),
  };
}

export const folders = { cwd: "/repo", root: "/repo" };
