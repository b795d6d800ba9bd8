import type { ManifestDocument } from "./document.ts";
import type { Resource } from "./resource.ts";
import type { SourceProblem } from "./source-problem.ts";

/** A scalar of the wrong type is a finding already; the others say what kubectl takes them for. */
export function ambiguousScalars(
  document: ManifestDocument,
  resources: readonly Resource[],
): SourceProblem[] {
  const wrong = new Set(
    resources.flatMap((resource) => resource.problems.map(({ path }) => resource.place(path).join("\0"))),
  );
  return document.places.ambiguous
    .filter(({ path }) => !wrong.has(path.join("\0")))
    .map(({ path, range, source, yaml11, yaml12 }) => ({
      code: "ambiguous-scalar",
      file: document.file.path,
      range,
      path,
      message: `kubectl reads \`${source}\` as ${said(yaml11)} (YAML 1.1), YAML 1.2 readers as ${said(yaml12)}`,
      help: `write \`${String(yaml11)}\`, or quote the text: "${source}"`,
    }));
}

function said(value: unknown): string {
  return typeof value === "string" ? `the text ${JSON.stringify(value)}` : String(value);
}
