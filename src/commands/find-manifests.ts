import { normalize, relative, resolve, sep } from "node:path";
import type { LoadedConfig } from "../config/load.ts";
import { renderTargets } from "../config/render-targets.ts";
import type { Config } from "../config/schema.ts";
import { gitTrackedFiles } from "../git/tracked.ts";
import { displayPath, type FoundFile, findFiles, matcherOf, trackedFiles } from "../manifest/find.ts";
import { type ClusterScope, type Loaded, loadManifests } from "../manifest/load.ts";
import type { PipedText } from "../manifest/open.ts";
import { loadParts } from "../manifest/parts.ts";
import type { Rendered } from "../manifest/render/render-all.ts";
import { quoted } from "../nim/quoted.ts";
import { defaultOperatorVersion, type OperatorVersion } from "../nim/version.ts";
import { UserError } from "../user-error.ts";
import { configFor } from "./config-for.ts";
import type { World } from "./world.ts";

/** Which manifests are meant. What is left out comes from the configuration. */
export interface ManifestRequest {
  /** Files, directories, globs, `-`; without any, what git tracks or the declared clusters name. */
  readonly paths: readonly string[];
  readonly config: string | undefined;
  /** Only these declared clusters; all when empty. */
  readonly clusters: readonly string[];
  readonly operatorVersion: OperatorVersion | undefined;
  readonly namespace: string | undefined;
}

export type Source = FoundFile | PipedText;

/** What a request comes to before anything is read: the same sources can then be read again, changed by fixes. */
export interface FoundManifests {
  readonly sources: readonly Source[];
  readonly loadedConfig: LoadedConfig;
  readonly scopes: readonly ClusterScope[];
  /** Paths and clusters that lead to no file, each in a sentence: a slip of the pen, or something that was moved. */
  readonly astray: readonly string[];
  /** Turns the path of a file into one that is the same from wherever nimops runs. */
  fromRoot(path: string): string;
  load(sources: readonly Source[]): Loaded;
}

/**
 * Finds the manifests that are asked for, and renders what the configuration names: the one way for all commands.
 *
 * @throws UserError for paths, clusters or a configuration that are not right.
 */
export async function findManifests(
  request: ManifestRequest,
  world: Pick<World, "cwd" | "env" | "stdin">,
): Promise<FoundManifests> {
  const { cwd } = world;
  const loadedConfig = await configFor(request.config, { cwd });
  const { config, root } = loadedConfig;
  const scopes = scopesOf(request, loadedConfig, cwd);
  const { sources, astray } = await sourcesOf(request, loadedConfig, scopes, world);
  const inventories = new Set(
    inventoriesOf(scopes, config).map((inventory) => displayPath(resolve(root, inventory), cwd)),
  );
  if (sources.some(({ path }) => inventories.has(path))) await loadParts(["inventory-judge"]);
  const rendered = await renderedFor(request, loadedConfig, sources, world);
  return {
    sources,
    loadedConfig,
    scopes,
    astray,
    fromRoot: rootedPaths(root, cwd),
    load: (read) =>
      loadManifests(read, {
        maxFileSize: config.limits.fileSize,
        maxPipedSize: config.limits.rendered,
        scopes,
        cwd,
        rendered,
        inventories,
      }),
  };
}

/** Kustomize directories and charts that the configuration names, rendered; undefined where there are none. */
async function renderedFor(
  { clusters, paths }: ManifestRequest,
  { config, root }: LoadedConfig,
  found: readonly Source[],
  { cwd, env }: Pick<World, "cwd" | "env">,
): Promise<Rendered | undefined> {
  const targets = renderTargets(config, clusters);
  if (targets.length === 0) return undefined;
  const { renderAll } = await import("../manifest/render/render-all.ts");
  const { runCommand } = await import("../manifest/render/exec.ts");
  return renderAll(targets, {
    root,
    cwd,
    path: env.PATH ?? "",
    run: runCommand,
    maxFileSize: config.limits.fileSize,
    maxRendered: config.limits.rendered,
    among:
      paths.length > 0 ? found.flatMap((file) => ("absolute" in file ? [file.absolute] : [])) : undefined,
  });
}

/** Paths as people see them, turned into those that count from the configuration. */
function rootedPaths(root: string, cwd: string): (path: string) => string {
  return (path) => {
    if (path === "-") return path;
    const inside = relative(root, resolve(cwd, path));
    return sep === "/" ? inside : inside.split(sep).join("/");
  };
}

/** The clusters that were asked for; files outside all declared paths go to an unnamed one when they are named. */
function scopesOf(
  { clusters: asked, namespace, operatorVersion }: ManifestRequest,
  { config, root }: LoadedConfig,
  cwd: string,
): ClusterScope[] {
  const unknown = asked.find((name) => !config.clusters.some((cluster) => cluster.name === name));
  if (unknown !== undefined) {
    const declared = config.clusters.map(({ name }) => name).join(", ");
    throw new UserError(`no cluster ${JSON.stringify(unknown)} is declared`, {
      help:
        declared === ""
          ? "declare it under clusters in nimops.yaml, or leave --cluster out"
          : `declared: ${declared}`,
    });
  }
  const fromRoot = rootedPaths(root, cwd);
  const declared = config.clusters.map((cluster) => {
    const matches = matcherOf(cluster.paths);
    const inventory = cluster.inventory === undefined ? undefined : normalize(cluster.inventory);
    return {
      name: cluster.name,
      namespace: namespace ?? cluster.namespace,
      operatorVersion:
        operatorVersion ?? cluster.operatorVersion ?? config.operatorVersion ?? defaultOperatorVersion,
      covers: (path: string) =>
        path !== "-" && (matches(fromRoot(path)) || normalize(fromRoot(path)) === inventory),
    };
  });
  if (asked.length > 0) return declared.filter(({ name }) => asked.includes(name));
  const unnamed: ClusterScope = {
    name: undefined,
    namespace: namespace ?? config.namespace,
    operatorVersion: operatorVersion ?? config.operatorVersion ?? defaultOperatorVersion,
    covers: (path) => !declared.some((scope) => scope.covers(path)),
  };
  return [...declared, unnamed];
}

async function sourcesOf(
  { paths }: ManifestRequest,
  { config, root }: LoadedConfig,
  scopes: readonly ClusterScope[],
  { cwd, stdin }: Pick<World, "cwd" | "stdin">,
): Promise<Pick<FoundManifests, "sources" | "astray">> {
  const piped: PipedText[] = paths.includes("-") ? [{ path: "-", bytes: stdin(config.limits.rendered) }] : [];
  const named = paths.filter((path) => path !== "-");
  const excluded = matcherOf(config.exclude);
  const isExcluded = ({ absolute }: FoundFile) =>
    config.exclude.length > 0 && excluded(displayPath(absolute, root));
  if (paths.length > 0) {
    const found = named.map((path) => ({ path, files: findFiles([path], cwd) }));
    const files = new Map(found.flatMap((each) => each.files.map((file) => [file.absolute, file])));
    const empty = found.filter((each) => each.files.length === 0);
    return {
      sources: [...sortedByPath([...files.values()]).filter((file) => !isExcluded(file)), ...piped],
      astray: empty.map(({ path }) => `${quoted(path)} leads to no YAML or JSON file`),
    };
  }
  const tracked = trackedFiles(await gitTrackedFiles(root), root, cwd).filter((file) => !isExcluded(file));
  if (config.clusters.length === 0) return { sources: tracked, astray: [] };
  const claimed = tracked.filter(({ path }) =>
    scopes.some(({ name, covers }) => name !== undefined && covers(path)),
  );
  const empty = config.clusters.filter(({ name, paths: patterns }) => {
    const matches = matcherOf(patterns);
    return (
      scopes.some((scope) => scope.name === name) &&
      !tracked.some(({ absolute }) => matches(displayPath(absolute, root)))
    );
  });
  return {
    sources: withInventories(claimed, inventoriesOf(scopes, config), root, cwd),
    astray: empty.map(
      ({ name, paths: patterns }) =>
        `the cluster ${quoted(name)} has no files: git tracks none below ${patterns.map(quoted).join(", ")}`,
    ),
  };
}

/** What the configuration says to be the inventories of the clusters that are linted, as it is written there. */
function inventoriesOf(scopes: readonly ClusterScope[], { clusters }: Config): string[] {
  return clusters.flatMap(({ name, inventory }) =>
    inventory !== undefined && scopes.some((scope) => scope.name === name) ? [inventory] : [],
  );
}

/** Inventories are read whether or not git tracks them yet. */
function withInventories(
  found: readonly FoundFile[],
  inventories: readonly string[],
  root: string,
  cwd: string,
): FoundFile[] {
  const missing = inventories.filter(
    (inventory) => !found.some(({ absolute }) => absolute === resolve(root, inventory)),
  );
  const read = missing.flatMap((inventory) => {
    try {
      return findFiles([resolve(root, inventory)], cwd);
    } catch (error) {
      throw new UserError(`cannot read the inventory ${JSON.stringify(inventory)}`, {
        help: `nimops.yaml names it under clusters[].inventory${error instanceof UserError ? `: ${error.message}` : ""}`,
      });
    }
  });
  return sortedByPath([...found, ...read]);
}

function sortedByPath(files: FoundFile[]): FoundFile[] {
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
