import type { Finding } from "../lint/finding.ts";
import type { Loaded } from "../manifest/load.ts";

/** The counts at the end of every report. */
export interface LintSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Resources of the four kinds; one that goes to two clusters counts once. */
  readonly resources: number;
  /** Files that hold such resources, or that could not be read as such. */
  readonly files: number;
  /** Files that were looked at. */
  readonly filesRead: number;
}

export function summarize(findings: readonly Finding[], loaded: Loaded): LintSummary {
  const resources = new Set<string>();
  const files = new Set<string>();
  for (const { set, problems } of loaded.clusters) {
    for (const { document, place } of set.resources) {
      files.add(document.file.path);
      resources.add(`${document.file.path}\0${document.range.start}\0${place([]).join("/")}`);
    }
    for (const { file } of problems) files.add(file);
  }
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return {
    errors: count("error"),
    warnings: count("warning"),
    infos: count("info"),
    resources: resources.size,
    files: files.size,
    filesRead: loaded.filesRead,
  };
}
