import { isAbsolute, join, posix, resolve } from "node:path";
import picomatch from "picomatch";
import { renderTargets } from "../config/render-targets.ts";
import { type BaseCommit, baseCommit } from "../git/base-commit.ts";
import { bytesOf, type TreeEntry, treeOf } from "../git/revision.ts";
import { TreeFolders } from "../git/tree-folders.ts";
import { linkResolver } from "../git/tree-links.ts";
import { displayPath, matcherOf } from "../manifest/find.ts";
import { type Loaded, loadManifests } from "../manifest/load.ts";
import type { PipedText } from "../manifest/open.ts";
import type { Rendered } from "../manifest/render/render-all.ts";
import { withBaseTree } from "./base-tree.ts";
import type { FoundManifests, ManifestRequest } from "./find-manifests.ts";
import type { World } from "./world.ts";

export interface BaseManifests {
  readonly loaded: Loaded;
  readonly commit: string;
  /** What was taken for granted, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The manifests of the commit that the working tree began at, found as `found` was and by the configuration of now, with
 * the paths that people see now. Nothing is checked out; only where the configuration asks for rendering, the folders
 * that take part are written to a temporary one.
 *
 * @throws UserError where there is no such commit, or it cannot be read.
 */
export async function baseManifests(
  found: FoundManifests,
  request: ManifestRequest,
  ref: string,
  world: Pick<World, "cwd" | "env">,
): Promise<BaseManifests> {
  const { loadedConfig, scopes } = found;
  const { limits } = loadedConfig.config;
  const { cwd } = world;
  const base = await baseCommit(ref, cwd, { mayFetch: true });
  const { commit, top } = base;
  const tree = await treeOf(top, commit);
  const fileOf = await linkResolver(top, tree);
  const notes = [`compared with commit ${commit.slice(0, 12)}, by the configuration of now`];
  const chosen = wantedFiles(found, request, { base, tree, cwd }).flatMap((path) => {
    const entry = fileOf(path);
    const shown = shownPath(path, base, cwd);
    if (entry && entry.size > limits.fileSize) notes.push(`${shown} was too large to be read there`);
    return entry && entry.size <= limits.fileSize ? [{ path, shown, entry }] : [];
  });
  const bytes = await bytesOf(
    top,
    chosen.map(({ entry }) => entry),
  );
  const texts = chosen
    .map(({ shown, entry }): PipedText => ({ path: shown, bytes: bytes.get(entry.path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const kept = submoduleFiles(found, tree, base, cwd);
  if (kept.length > 0) notes.push("files of submodules are taken as they are now");
  if (request.paths.includes("-")) notes.push("what comes through standard input is new to every commit");
  const load = (rendered?: Rendered, covering = scopes) =>
    loadManifests([...texts, ...kept], {
      maxFileSize: limits.fileSize,
      scopes: covering,
      cwd,
      rendered,
    });
  const targets = renderTargets(loadedConfig.config, request.clusters);
  if (targets.length === 0) return { loaded: load(), commit, notes };
  const loaded = await withBaseTree(
    {
      base,
      tree,
      fileOf,
      shown: (path) => shownPath(path, base, cwd),
      targets,
      loadedConfig,
      path: world.env.PATH ?? "",
    },
    request.paths.length > 0 ? chosen.map(({ path }) => path) : undefined,
    (rendered, seen) => {
      for (const { file } of rendered.problems)
        notes.push(`${seen(file)} could not be rendered as it was there`);
      return load(
        rendered,
        scopes.map((scope) => ({ ...scope, covers: (path) => scope.covers(seen(path)) })),
      );
    },
  );
  return { loaded, commit, notes };
}

interface Where {
  readonly base: BaseCommit;
  readonly tree: ReadonlyMap<string, TreeEntry>;
  readonly cwd: string;
}

/** The paths of the tree that the request means, as it would in a checkout. */
function wantedFiles(
  { loadedConfig: { config, root }, scopes, fromRoot }: FoundManifests,
  { paths }: ManifestRequest,
  { base, tree, cwd }: Where,
): string[] {
  const isWanted = selection(paths, base, tree);
  const isExcluded = config.exclude.length > 0 ? matcherOf(config.exclude) : () => false;
  const declared = scopes.filter(({ name }) => name !== undefined);
  return [...tree.values()].flatMap(({ path, kind }) => {
    if (kind === "submodule" || !isWanted(path)) return [];
    const shown = shownPath(path, base, cwd);
    if (isExcluded(displayPath(resolve(cwd, shown), root))) return [];
    if (paths.length > 0) return [path];
    // What git tracks below the configuration is meant, and of that what a declared cluster claims.
    if (fromRoot(shown).startsWith("../")) return [];
    return config.clusters.length === 0 || declared.some(({ covers }) => covers(shown)) ? [path] : [];
  });
}

/** A path of the tree as people see it: relative to the working directory inside of it, absolute outside. */
function shownPath(path: string, { prefix }: BaseCommit, cwd: string): string {
  const inside = posix.relative(prefix, path);
  return inside.startsWith("../") ? resolve(cwd, inside) : inside;
}

const manifestFile = /\.(?:ya?ml|json)$/i;
const skippedFolder = /(?:^|\/)node_modules\//;

/** Whether a path of the tree is named, stands below a folder that is, or fits a glob; without any, every manifest file. */
function selection(
  inputs: readonly string[],
  { prefix, top }: BaseCommit,
  tree: ReadonlyMap<string, TreeEntry>,
): (path: string) => boolean {
  if (inputs.length === 0) return (path) => manifestFile.test(path);
  const folders = new TreeFolders(tree);
  const matchers = inputs
    .filter((input) => input !== "-")
    .map((input): ((path: string) => boolean) => {
      const named = isAbsolute(input) ? posix.relative(top, input) : posix.join(prefix, input);
      const place = named.replace(/\/+$/, "").replace(/^\.$/, "");
      if (tree.has(place)) return (path) => path === place;
      const below = place === "" ? "" : `${place}/`;
      if (place === "" || folders.has(place)) {
        return (path) =>
          path.startsWith(below) && manifestFile.test(path) && !skippedFolder.test(path.slice(below.length));
      }
      return picomatch.scan(input).isGlob ? picomatch(place, { dot: true }) : () => false;
    });
  return (path) => matchers.some((matches) => matches(path));
}

/** What stands in a submodule is not in the tree, and no part of this change. */
function submoduleFiles(
  { sources }: FoundManifests,
  tree: ReadonlyMap<string, TreeEntry>,
  { top }: BaseCommit,
  cwd: string,
): FoundManifests["sources"] {
  const folders = [...tree.values()]
    .filter(({ kind }) => kind === "submodule")
    .map(({ path }) => `${displayPath(join(top, path), cwd)}/`);
  if (folders.length === 0) return [];
  return sources.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
}
