import { dirname, join, resolve } from "node:path";
import { isMap, type Path, type ValueMap } from "../../nim/value.ts";
import type { SourceFile } from "../document.ts";
import {
  isInline,
  itemsAt,
  kustomizationNames,
  own,
  type Reference,
  referencesOf,
} from "../kustomization-file.ts";
import { readDocument, splitDocuments } from "../yaml/index.ts";
import { RenderFault, rangeIn, startOf } from "./render-fault.ts";
import type { RepositoryFiles } from "./repository-files.ts";

/** A kustomization file that has been read. */
export interface Kustomization {
  /** Real path of the folder. */
  readonly folder: string;
  /** Real path of the file. */
  readonly real: string;
  readonly file: SourceFile;
  readonly value: ValueMap;
  readonly references: readonly Reference[];
}

/** A kustomization and all that it leads to. */
export interface KustomizationTree {
  /** The outermost first; each once. */
  readonly kustomizations: readonly Kustomization[];
  /** Real paths of the files that they name. */
  readonly files: ReadonlySet<string>;
}

/**
 * Follows a kustomization through the repository before kustomize does, so that nothing is run or fetched: no remote
 * base, no plugin, no path that leaves the repository.
 *
 * @throws RenderFault at the line that asks for what nimops does not do.
 */
export function readKustomizationTree(folder: string, files: RepositoryFiles): KustomizationTree | undefined {
  const kustomizations: Kustomization[] = [];
  const named = new Set<string>();
  const seen = new Set<string>();
  const pending = [{ folder, plugins: false }];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const key = `${next.folder}\0${next.plugins}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const kustomization = kustomizationIn(next.folder, files);
    if (!kustomization) {
      // The outermost one is told by the caller, the others by kustomize.
      if (kustomizations.length === 0) return undefined;
      continue;
    }
    if (!kustomizations.some(({ file }) => file === kustomization.file)) kustomizations.push(kustomization);
    refuseHelm(kustomization);
    refuseInlinePlugins(kustomization);
    for (const reference of kustomization.references) {
      const plugins = reference.role === "plugins" || (next.plugins && reference.role === "resources");
      const target = localTarget(kustomization, reference, files);
      if (target === undefined) continue;
      if (target.isFolder) pending.push({ folder: target.real, plugins });
      else {
        named.add(target.real);
        if (plugins) refusePlugins(kustomization, reference.path, files.read(target.real)?.text ?? "");
      }
    }
  }
  return { kustomizations, files: named };
}

function kustomizationIn(folder: string, files: RepositoryFiles): Kustomization | undefined {
  for (const name of kustomizationNames) {
    const found = files.resolve(join(folder, name));
    if (found === undefined || found === "outside" || found.isFolder) continue;
    const file = files.read(found.real);
    if (!file) return undefined;
    const { value, problems } = readDocument(file.text, { start: 0, end: file.text.length });
    const [problem] = problems;
    if (problem)
      throw new RenderFault(file, problem.range, `the kustomization cannot be read: ${problem.message}`);
    if (!isMap(value)) throw new RenderFault(file, startOf(), "the kustomization is no map of fields");
    return { folder: dirname(found.real), real: found.real, file, value, references: referencesOf(value) };
  }
  return undefined;
}

/** @throws RenderFault where the reference is remote, leads out of the repository, or to nothing. */
function localTarget({ folder, file }: Kustomization, reference: Reference, files: RepositoryFiles) {
  const { text, path, role } = reference;
  const shown = JSON.stringify(text);
  if (isRemote(text)) {
    throw new RenderFault(
      file,
      rangeIn(file, path),
      `${shown} is remote, and nimops renders without the network`,
      "keep a copy of it in the repository, such as a git submodule or a vendored file",
    );
  }
  const found = files.resolve(resolve(folder, text));
  if (found === "outside") {
    throw new RenderFault(
      file,
      rangeIn(file, path),
      `${shown} leads out of the repository`,
      "copy it into the repository",
    );
  }
  // kustomize would go on to take it for a repository to clone.
  if (found === undefined && (role === "resources" || role === "plugins")) {
    throw new RenderFault(file, rangeIn(file, path), `${shown} is no file or folder of the repository`);
  }
  return found;
}

/**
 * What kustomize would take for the address of a file (IsRemoteFile in its fileloader.go) or of a repository to clone
 * (NewRepoSpecFromURL in its repospec.go).
 */
function isRemote(text: string): boolean {
  return (
    /^(?:git::)?(?:https?:|ssh:|file:|git:|github\.com[:/]|[a-z][a-z0-9-]*@)/i.test(text.trim()) ||
    text.includes("://")
  );
}

const helmFields = ["helmCharts", "helmChartInflationGenerator"] as const;

function refuseHelm({ file, value }: Kustomization): void {
  const field = helmFields.find((name) => own(value, name) !== undefined && own(value, name) !== null);
  if (field === undefined) return;
  throw new RenderFault(
    file,
    rangeIn(file, [field]),
    `${field} makes kustomize run helm, which nimops never lets it do`,
    "list the chart itself under `render` in nimops.yaml",
  );
}

function refuseInlinePlugins(kustomization: Kustomization): void {
  for (const field of ["generators", "transformers", "validators"]) {
    for (const [index, item] of itemsAt(kustomization.value, field)) {
      if (typeof item === "string" && isInline(item)) refusePlugins(kustomization, [field, index], item);
    }
  }
}

const functionAnnotations = ["config.kubernetes.io/function", "config.k8s.io/function"];

/** Built-in plugins are part of kustomize; all others are programs or containers. */
function refusePlugins({ file }: Kustomization, path: Path, text: string): void {
  for (const range of splitDocuments(text)) {
    const { value } = readDocument(text, range);
    if (!isMap(value)) continue;
    const kind = String(own(value, "kind") ?? "");
    const metadata = own(value, "metadata");
    const annotations = isMap(metadata) ? own(metadata, "annotations") : undefined;
    const isFunction =
      isMap(annotations) && functionAnnotations.some((name) => own(annotations, name) !== undefined);
    const isBuiltIn = own(value, "apiVersion") === "builtin" && kind !== "HelmChartInflationGenerator";
    if (isBuiltIn && !isFunction) continue;
    throw new RenderFault(
      file,
      rangeIn(file, path),
      `${kind || "this plugin"} is a program or a container that kustomize would run, which nimops never lets it do`,
      "render it yourself: `kustomize build … | nimops lint -`",
    );
  }
}
