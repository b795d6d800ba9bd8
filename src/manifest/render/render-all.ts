import { resolve } from "node:path";
import { UserError } from "../../user-error.ts";
import type { Origin, SourceFile } from "../document.ts";
import type { SourceProblem } from "../source-problem.ts";
import { readChart } from "./chart.ts";
import { HelmOrigin, helmTemplate, valuesFile } from "./helm.ts";
import { readKustomizationTree } from "./kustomization.ts";
import { KustomizeOrigin, kustomize } from "./kustomize.ts";
import { RenderFault } from "./render-fault.ts";
import { RepositoryFiles } from "./repository-files.ts";
import type { Runner } from "./runner.ts";
import type { HelmTarget, KustomizeTarget, RenderTarget } from "./target.ts";
import { Workshop } from "./workshop.ts";

/** What a target became. */
export interface RenderedText {
  /** Of its own for each target; never shown. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly origin: Origin;
}

export interface Rendered {
  readonly texts: readonly RenderedText[];
  /** Files that are judged as a part of what was rendered, by the path that people see; not to be judged raw. */
  readonly excluded: ReadonlySet<string>;
  /** Targets that could not be rendered. */
  readonly problems: readonly SourceProblem[];
  /** The files that findings may point at. */
  readonly files: readonly SourceFile[];
}

export interface RenderOptions {
  /** Paths of targets count from here: the folder of nimops.yaml. */
  readonly root: string;
  readonly cwd: string;
  /** The PATH that kustomize, kubectl and helm are looked for in. */
  readonly path: string;
  readonly run: Runner;
  /** Bytes; larger source files are not read. */
  readonly maxFileSize: number;
  /** Bytes that one target may become. */
  readonly maxRendered: number;
  /** Absolute paths of files: only targets are rendered that one of them takes part in. Undefined: all targets. */
  readonly among?: readonly string[] | undefined;
}

/**
 * Renders one target after the other.
 *
 * @throws UserError where a command, a directory or a values file is missing.
 */
export async function renderAll(targets: readonly RenderTarget[], options: RenderOptions): Promise<Rendered> {
  const texts: RenderedText[] = [];
  const excluded = new Set<string>();
  const problems: SourceProblem[] = [];
  const shown = new Set<SourceFile>();
  if (targets.length === 0) return { texts, excluded, problems, files: [] };
  const files = new RepositoryFiles(options.root, options.cwd, options.maxFileSize);
  const workshop = new Workshop(options.run, options.path, options.maxRendered, files.boundary);
  const among = options.among && new Set(options.among.map((path) => files.realOf(path)));
  try {
    for (const [index, target] of targets.entries()) {
      try {
        const prepared = prepare(target, index, files, workshop, options.root);
        if (among && !prepared.sources.some((path) => among.has(path))) continue;
        for (const path of prepared.sources) {
          excluded.add(files.shown(path));
          const file = isText(path) ? files.read(path) : undefined;
          if (file) shown.add(file);
        }
        const { text, origin } = await prepared.render();
        texts.push({ path: `${origin.from}#${index}`, bytes: Buffer.from(text), origin });
      } catch (error) {
        if (!(error instanceof RenderFault)) throw error;
        shown.add(error.file);
        problems.push(problemOf(error));
      }
    }
  } finally {
    workshop.remove();
  }
  return { texts, excluded, problems, files: [...shown] };
}

/** What findings can point at; charts and generators may hold anything. */
function isText(path: string): boolean {
  return /\.(?:ya?ml|json|tpl)$|(?:^|[\\/])Kustomization$/i.test(path);
}

interface Prepared {
  /** Real paths of all files that take part. */
  readonly sources: readonly string[];
  render(): Promise<{ text: string; origin: Origin }>;
}

function prepare(
  target: RenderTarget,
  index: number,
  files: RepositoryFiles,
  workshop: Workshop,
  root: string,
): Prepared {
  const folder = folderOf(target, root, files);
  return target.tool === "kustomize"
    ? prepareKustomize(target, folder, index, files, workshop)
    : prepareHelm(target, folder, root, files, workshop);
}

function prepareKustomize(
  target: KustomizeTarget,
  folder: string,
  index: number,
  files: RepositoryFiles,
  workshop: Workshop,
): Prepared {
  const tree = readKustomizationTree(folder, files);
  if (!tree) throw mistake(target, "has no kustomization.yaml that can be read");
  return {
    sources: [...tree.kustomizations.map(({ real }) => real), ...tree.files],
    async render() {
      const { text, around } = await kustomize(tree, folder, files, workshop, index);
      const about = { from: files.shown(folder), cluster: target.cluster };
      return { text, origin: new KustomizeOrigin(tree, files, around, about) };
    },
  };
}

function prepareHelm(
  target: HelmTarget,
  folder: string,
  root: string,
  files: RepositoryFiles,
  workshop: Workshop,
): Prepared {
  const chart = readChart(folder, files);
  if (!chart) throw mistake(target, "has no Chart.yaml that can be read");
  const values = target.values.map((path) => valuesFile(path, root, files));
  return {
    sources: [...chart.files, ...values],
    async render() {
      const text = await helmTemplate(chart, target, values, files, workshop);
      return { text, origin: new HelmOrigin(chart, target, files) };
    },
  };
}

function folderOf(target: RenderTarget, root: string, files: RepositoryFiles): string {
  const found = files.resolve(resolve(root, target.path));
  if (found === "outside") throw mistake(target, "is not in the repository");
  if (found === undefined) throw mistake(target, "does not exist");
  if (!found.isFolder) throw mistake(target, "is no folder");
  return found.real;
}

function mistake({ tool, path }: RenderTarget, what: string): UserError {
  return new UserError(`nimops.yaml: render: ${tool}: ${JSON.stringify(path)} ${what}`, {
    help: "paths under `render` count from nimops.yaml",
  });
}

function problemOf({ file, range, message, help }: RenderFault): SourceProblem {
  return { code: "render-failed", file: file.path, range, path: [], message, help };
}
