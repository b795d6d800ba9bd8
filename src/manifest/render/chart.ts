import { join, sep } from "node:path";
import { isMap } from "../../nim/value.ts";
import type { SourceFile } from "../document.ts";
import { itemsAt, own } from "../kustomization-file.ts";
import { readDocument } from "../yaml/index.ts";
import { RenderFault, startOf } from "./render-fault.ts";
import { OutsideLink, type RepositoryFiles } from "./repository-files.ts";

/** A Helm chart as it lies in the repository. */
export interface Chart {
  /** Real path. */
  readonly folder: string;
  /** Chart.yaml. */
  readonly file: SourceFile;
  /** Names of the charts that it depends on, in the order of Chart.yaml. */
  readonly dependencies: readonly string[];
  /** Real paths of the templates, by their path in the chart with slashes; those of unpacked subcharts too. */
  readonly templates: ReadonlyMap<string, string>;
  /** Real paths of all its files. */
  readonly files: readonly string[];
}

/**
 * Undefined where the folder has no Chart.yaml.
 *
 * @throws RenderFault where a link of the chart leads out of the repository: helm would follow it.
 */
export function readChart(folder: string, files: RepositoryFiles): Chart | undefined {
  const found = files.resolve(join(folder, "Chart.yaml"));
  const file = found === undefined || found === "outside" ? undefined : files.read(found.real);
  if (!file) return undefined;
  const { value } = readDocument(file.text, { start: 0, end: file.text.length });
  const dependencies = isMap(value)
    ? itemsAt(value, "dependencies").map(([, item]) => String((isMap(item) && own(item, "name")) || ""))
    : [];
  const all = filesOf(folder, file, files);
  const templates = new Map<string, string>();
  for (const real of all) {
    if (!real.startsWith(folder + sep)) continue;
    const inside = real
      .slice(folder.length + 1)
      .split(sep)
      .join("/");
    if (/(?:^|\/)templates\//.test(inside)) templates.set(inside, real);
  }
  return { folder, file, dependencies, templates, files: all };
}

function filesOf(folder: string, file: SourceFile, files: RepositoryFiles): string[] {
  try {
    return files.below(folder);
  } catch (error) {
    if (!(error instanceof OutsideLink)) throw error;
    throw new RenderFault(
      file,
      startOf(),
      `the symbolic link ${error.shown} leads out of the repository, and helm would follow it`,
      "copy what it points to into the chart",
    );
  }
}
