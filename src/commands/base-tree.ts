import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative, sep } from "node:path";
import type { LoadedConfig } from "../config/load.ts";
import type { BaseCommit } from "../git/base-commit.ts";
import { bytesOf, type TreeEntry } from "../git/revision.ts";
import { TreeFolders } from "../git/tree-folders.ts";
import { isKustomizationFile } from "../manifest/kustomization-file.ts";
import type { Rendered } from "../manifest/render/render-all.ts";
import type { RenderTarget } from "../manifest/render/target.ts";
import { readDocument } from "../manifest/yaml/index.ts";
import { isMap, type Value } from "../nim/value.ts";
import { UserError } from "../user-error.ts";

export interface BaseTree {
  readonly base: BaseCommit;
  readonly tree: ReadonlyMap<string, TreeEntry>;
  /** The file behind a path, through links. */
  fileOf(path: string): TreeEntry | undefined;
  /** A path of the tree as people see it. */
  shown(path: string): string;
  readonly targets: readonly RenderTarget[];
  readonly loadedConfig: LoadedConfig;
  /** The PATH that kustomize, kubectl and helm are looked for in. */
  readonly path: string;
}

/**
 * Renders kustomizations and charts as a commit had them, in a temporary folder that is gone afterwards, whatever happens.
 * Targets that the commit did not have are left out.
 *
 * @param among paths of the tree, of which one must take part in a target; undefined: all targets.
 * @param use what is to be done while the folder is there; `seen` turns a path in it into the one that people see.
 */
export async function withBaseTree<T>(
  source: BaseTree,
  among: readonly string[] | undefined,
  use: (rendered: Rendered, seen: (path: string) => string) => T,
): Promise<T> {
  const { base, loadedConfig, path } = source;
  const { config, root } = loadedConfig;
  const rootPrefix = posix.join(...relative(base.top, realpathSync(root)).split(sep), ".");
  const folders = new TreeFolders(source.tree);
  const targets = source.targets.flatMap((target) => ofThen(target, rootPrefix, source.tree, folders));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-base-")));
  const top = join(folder, "tree");
  const working = join(top, base.prefix);
  const seen = (shown: string) =>
    shown.startsWith(top + sep) ? join(base.top, shown.slice(top.length + 1)) : shown;
  try {
    // Links and paths that leave it are outside of the repository then too.
    mkdirSync(join(top, ".git"), { recursive: true });
    mkdirSync(working, { recursive: true });
    mkdirSync(join(top, rootPrefix), { recursive: true });
    const needed = await neededFiles(targets, rootPrefix, source, folders);
    await write(needed, top, base);
    const { renderAll } = await import("../manifest/render/render-all.ts");
    const { runCommand } = await import("../manifest/render/exec.ts");
    const rendered = await renderAll(targets, {
      root: join(top, rootPrefix),
      cwd: working,
      path,
      run: runCommand,
      maxFileSize: config.limits.fileSize,
      maxRendered: config.limits.rendered,
      among: among?.map((file) => join(top, file)),
    });
    const excluded = new Set([...rendered.excluded].map(seen));
    // Raw parts of what could not be rendered would be taken for resources that are gone.
    if (rendered.problems.length > 0) for (const file of needed.keys()) excluded.add(source.shown(file));
    return use({ ...rendered, excluded }, seen);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The target with what of it was there; none where its folder was not. */
function ofThen(
  target: RenderTarget,
  prefix: string,
  tree: ReadonlyMap<string, TreeEntry>,
  folders: TreeFolders,
): RenderTarget[] {
  const folder = withoutSlash(posix.join(prefix, target.path));
  if (!tree.has(folder) && !folders.has(folder)) return [];
  if (target.tool === "kustomize") return [target];
  return [{ ...target, values: target.values.filter((file) => tree.has(posix.join(prefix, file))) }];
}

/** Files, and bytes of all together, that may take part: charts and kustomizations are far smaller. */
const mostFiles = 20_000;
const mostBytes = 256 * 1024 * 1024;
/** Kustomizations and charts that one leads to after another. */
const mostRounds = 100;

/** The files of the targets' folders, and those that their kustomizations and charts name, wherever they stand. */
async function neededFiles(
  targets: readonly RenderTarget[],
  prefix: string,
  { base, tree, fileOf }: BaseTree,
  folders: TreeFolders,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const needed = new Map<string, TreeEntry>();
  const seen = new Set<string>();
  let bytes = 0;
  let pending = targets.flatMap((target) => [
    posix.join(prefix, target.path),
    ...(target.tool === "helm" ? target.values.map((file) => posix.join(prefix, file)) : []),
  ]);
  for (let round = 1; pending.length > 0; round++) {
    const added: string[] = [];
    for (const place of pending) {
      if (seen.has(place)) continue;
      seen.add(place);
      const plain = withoutSlash(place);
      for (const path of tree.has(plain) ? [plain] : folders.below(plain)) {
        const entry = needed.has(path) ? undefined : fileOf(path);
        if (!entry) continue;
        needed.set(path, entry);
        added.push(path);
        bytes += entry.size;
        if (needed.size > mostFiles) break;
      }
    }
    if (needed.size > mostFiles || bytes > mostBytes || round > mostRounds) {
      throw new UserError("the kustomizations and charts of that commit take in too much to be rendered", {
        help: `at most ${mostFiles} files of ${mostBytes} bytes together; name folders with less in them under \`render\``,
      });
    }
    pending = await namedBy(added, needed, base);
  }
  return needed;
}

/** Paths, of files or folders, that kustomizations and charts may mean. */
async function namedBy(
  paths: readonly string[],
  needed: ReadonlyMap<string, TreeEntry>,
  { top }: BaseCommit,
): Promise<string[]> {
  const leading = paths.filter((path) => isKustomizationFile(path) || posix.basename(path) === "Chart.yaml");
  const entries = leading.flatMap((path) => needed.get(path) ?? []);
  const bytes = await bytesOf(
    top,
    entries.filter(({ size }) => size <= mostOfOne),
  );
  return leading.flatMap((path) => {
    const text = bytes.get(needed.get(path)?.path ?? "")?.toString("utf8");
    if (text === undefined) return [];
    const words = textsIn(readDocument(text, { start: 0, end: text.length }).value, 0);
    return words.flatMap((word) => {
      const place = posix.join(posix.dirname(path), word.replace(/^file:\/\//, ""));
      return word.length < 4096 && !place.startsWith("../") && !word.startsWith("/") ? [place] : [];
    });
  });
}

/** Bytes; a kustomization that names ten thousand files has less. */
const mostOfOne = 4 * 1024 * 1024;

function textsIn(value: Value | undefined, depth: number): string[] {
  if (typeof value === "string") return value.includes("\n") ? [] : [value];
  if (depth > 10) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, depth + 1));
  return isMap(value) ? Object.values(value).flatMap((item) => textsIn(item, depth + 1)) : [];
}

function withoutSlash(place: string): string {
  return place.replace(/\/+$/, "");
}

/** A link is written as the file that it leads to. */
async function write(needed: ReadonlyMap<string, TreeEntry>, top: string, base: BaseCommit): Promise<void> {
  const bytes = await bytesOf(base.top, [...needed.values()]);
  for (const [path, entry] of needed) {
    const file = join(top, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes.get(entry.path) ?? "");
  }
}
