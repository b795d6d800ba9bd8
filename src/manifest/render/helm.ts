import { resolve } from "node:path";
import { isMap, type Path, valueAt } from "../../nim/value.ts";
import { UserError } from "../../user-error.ts";
import type { ManifestDocument, Origin, SourceFile, SourcePlace } from "../document.ts";
import { readDocument, splitDocuments, type TextRange } from "../yaml/index.ts";
import type { Chart } from "./chart.ts";
import { RenderFault, rangeIn, startOf } from "./render-fault.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import type { HelmTarget } from "./target.ts";
import { placeInTemplate } from "./template-match.ts";
import type { Workshop } from "./workshop.ts";

/**
 * `helm template` of a chart in the repository: no cluster, no repository of charts, no plugin, no post-renderer, no DNS.
 *
 * @throws RenderFault where it fails; UserError where helm is missing.
 */
export async function helmTemplate(
  chart: Chart,
  target: HelmTarget,
  /** Real paths. */
  values: readonly string[],
  files: RepositoryFiles,
  workshop: Workshop,
): Promise<string> {
  const { file } = workshop.command(
    ["helm"],
    "install Helm 3 (https://helm.sh/docs/intro/install/), and put it on the PATH",
  );
  const result = await workshop.run(file, helmArguments(chart.folder, target, values));
  const failure = workshop.failureOf(result, "helm template");
  if (!failure) return result.stdout;
  throw missingDependency(chart, result.stderr, files) ?? failed(chart, failure, result.stderr, files);
}

/** Values are given as JSON, so that commas in them and their types stay what they are. */
function helmArguments(folder: string, target: HelmTarget, values: readonly string[]): string[] {
  const { release, namespace, set, apiVersions, kubeVersion } = target;
  return [
    "template",
    release,
    folder,
    "--skip-tests",
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...values.map((path) => `--values=${path.replaceAll(/[\\,"]/g, "\\$&")}`),
    ...Object.entries(set).map(([path, value]) => `--set-json=${path}=${JSON.stringify(value)}`),
    ...apiVersions.map((version) => `--api-versions=${version}`),
    ...(kubeVersion === undefined ? [] : [`--kube-version=${kubeVersion}`]),
  ];
}

/**
 * The real path of a values file.
 *
 * @throws UserError where the repository has none.
 */
export function valuesFile(path: string, root: string, files: RepositoryFiles): string {
  const found = files.resolve(resolve(root, path));
  if (found !== undefined && found !== "outside" && !found.isFolder) return found.real;
  throw new UserError(
    found === "outside"
      ? `nimops.yaml: the values file ${JSON.stringify(path)} is not in the repository`
      : `nimops.yaml: there is no values file ${JSON.stringify(path)}`,
    { help: "paths under `render` count from nimops.yaml; addresses are not fetched" },
  );
}

function missingDependency({ file, folder, dependencies }: Chart, stderr: string, files: RepositoryFiles) {
  const names = /missing in charts\/ directory: ([^\n]+)/.exec(stderr)?.[1]?.trim();
  if (names === undefined) return undefined;
  const index = dependencies.indexOf(names.split(/,\s*/)[0] ?? "");
  return new RenderFault(
    file,
    index < 0 ? startOf() : rangeIn(file, ["dependencies", index, "name"]),
    `the charts that this one depends on are missing in charts/: ${names.slice(0, 200)}`,
    `run \`helm dependency build ${files.shown(folder)}\` before nimops, which fetches nothing itself`,
  );
}

/** The template that helm speaks of, with its line where it says one; else Chart.yaml. */
function failed(
  chart: Chart,
  { message, help }: { message: string; help?: string },
  stderr: string,
  files: RepositoryFiles,
): RenderFault {
  const spoken = /([\w.-]+\/(?:[\w.-]+\/)*templates\/[\w./-]+?)(?::(\d+))?(?=[:)\s]|$)/.exec(stderr);
  const template = spoken?.[1] === undefined ? undefined : templateOf(chart, spoken[1], files);
  if (!template) return new RenderFault(chart.file, startOf(), message, help);
  const line = Number(spoken?.[2] ?? 1);
  return new RenderFault(template, lineRange(template, line), message, help);
}

function lineRange({ text }: SourceFile, line: number): TextRange {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return startOf();
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return { start, end: end < 0 ? text.length : end };
}

/** Helm's paths begin with the name of the chart, not with that of its folder. */
function templateOf(chart: Chart, source: string, files: RepositoryFiles): SourceFile | undefined {
  const real = chart.templates.get(source.slice(source.indexOf("/") + 1));
  return real === undefined ? undefined : files.read(real);
}

/** The way back from rendered objects to the templates. */
export class HelmOrigin implements Origin {
  readonly from: string;
  readonly cluster: string | undefined;
  readonly covered: string;
  readonly namespace: string | undefined;
  readonly #chart: Chart;
  readonly #files: RepositoryFiles;

  constructor(chart: Chart, { namespace, cluster, release }: HelmTarget, files: RepositoryFiles) {
    this.#chart = chart;
    this.#files = files;
    this.from = `${files.shown(chart.folder)}, release ${release}`;
    this.cluster = cluster;
    this.covered = chart.file.path;
    this.namespace = namespace;
  }

  placeOf(document: ManifestDocument, path: Path): SourcePlace {
    const template = this.#templateAt(document.file, document.range);
    if (!template) return this.#fallback;
    const { value } = readDocument(document.file.text, document.range);
    const rendered = isMap(value) ? valueAt(value, path) : undefined;
    const text = rendered === undefined || typeof rendered === "object" ? undefined : String(rendered);
    return { file: template, range: placeInTemplate(template, path, text) ?? lineRange(template, 1) };
  }

  placeOfText(file: SourceFile, range: TextRange): SourcePlace {
    const document = splitDocuments(file.text).find(({ end }) => end >= range.start) ?? range;
    const template = this.#templateAt(file, document);
    return template ? { file: template, range: lineRange(template, 1) } : this.#fallback;
  }

  get #fallback(): SourcePlace {
    return { file: this.#chart.file, range: startOf() };
  }

  /** Only the comment that helm itself puts on top counts: a template can print others, but only below it. */
  #templateAt({ text }: SourceFile, { start, end }: TextRange): SourceFile | undefined {
    const head = text.slice(start, Math.min(end, start + 4096));
    const source = /^(?:---[ \t]*\r?\n)?# Source: ([^\r\n]+)/.exec(head)?.[1];
    return source === undefined ? undefined : templateOf(this.#chart, source, this.#files);
  }
}
