import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { repositoryRoot } from "../git/root.ts";
import { UserError } from "../user-error.ts";

/** A file that was found; `path` is what people see, relative to the working directory where it is inside. */
export interface FoundFile {
  readonly path: string;
  readonly absolute: string;
  /** Where the file is a symbolic link that leaves the root: its target, empty where there is none. Such files are never read. */
  readonly leavesRoot?: string;
  /** Set for what is no regular file, such as the pipe of a shell's `<(…)`. */
  readonly isStream?: boolean;
}

const manifestFile = /\.(ya?ml|json)$/i;
const skippedFolders = new Set([".git", "node_modules"]);

/**
 * Expands what the user named: files as they are, directories walked whether or not git tracks them, globs.
 * The order is by path, so that the same tree gives the same report.
 *
 * @throws UserError where a path is empty, does not exist or cannot be read.
 */
export function findFiles(inputs: readonly string[], cwd: string): FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const input of inputs) {
    if (input === "")
      throw new UserError("an empty path names no file", { help: "is a variable of the shell empty?" });
    for (const file of expand(input, cwd)) found.set(file.absolute, file);
  }
  return sorted([...found.values()]);
}

/** The manifest files among the paths that git tracks below `root`. */
export function trackedFiles(tracked: readonly string[], root: string, cwd: string): FoundFile[] {
  const files: FoundFile[] = [];
  for (const path of tracked) {
    if (!manifestFile.test(path)) continue;
    const file = asFound(join(root, path), root, cwd);
    if (file) files.push(file);
  }
  return sorted(files);
}

/** Whether a path, relative to the root and with slashes, is one of `patterns`, or below one of them, or matches it as a glob. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map((pattern) => {
    const plain = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
    if (plain === "." || plain === "") return () => true;
    const glob = picomatch(plain, { dot: true });
    return (path: string) => path === plain || path.startsWith(`${plain}/`) || glob(path);
  });
  return (path) => matchers.some((matches) => matches(path));
}

/** What people see of an absolute path. */
export function displayPath(absolute: string, cwd: string): string {
  const inside = relative(cwd, absolute);
  const shown = inside === "" || inside === ".." || inside.startsWith(`..${sep}`) ? absolute : inside;
  return sep === "/" ? shown : shown.split(sep).join("/");
}

function expand(input: string, cwd: string): FoundFile[] {
  const absolute = resolve(cwd, input);
  const stats = statOf(absolute);
  if (stats?.isDirectory()) return walk(absolute, rootOf(absolute), cwd);
  if (stats) return [{ path: displayPath(absolute, cwd), absolute, isStream: !stats.isFile() }];
  if (!picomatch.scan(input).isGlob) {
    throw new UserError(`cannot read ${JSON.stringify(input)}: no such file or directory`, {
      help: "name files, directories or globs; `-` reads standard input",
    });
  }
  const { folder, pattern } = splitGlob(input, cwd);
  const matches = picomatch(pattern, { dot: true });
  return walk(folder, rootOf(folder), cwd, /(?:)/).filter((file) =>
    matches(relative(folder, file.absolute).split(sep).join("/")),
  );
}

/** A glob begins behind the folders that exist as they are written: their names may have any characters, `a(b)` too. */
function splitGlob(input: string, cwd: string): { folder: string; pattern: string } {
  const steps = input.split("/");
  let folder = input.startsWith("/") ? "/" : cwd;
  while (steps.length > 1) {
    const next = resolve(folder, steps[0] || ".");
    if (!statOf(next)?.isDirectory()) break;
    folder = next;
    steps.shift();
  }
  return { folder, pattern: steps.join("/") };
}

/** What links may not leave: the repository that a folder is in, else the folder itself. */
function rootOf(folder: string): string {
  return repositoryRoot(realpathOf(folder) ?? folder);
}

function walk(folder: string, root: string, cwd: string, name = manifestFile): FoundFile[] {
  const files: FoundFile[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of entriesOf(current, cwd)) {
      const absolute = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) pending.push(absolute);
      } else if (name.test(entry.name)) {
        const file = entry.isFile()
          ? { path: displayPath(absolute, cwd), absolute }
          : asFound(absolute, root, cwd);
        if (file) files.push(file);
      }
    }
  }
  return files;
}

function entriesOf(folder: string, cwd: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UserError(
      `cannot read the directory ${JSON.stringify(displayPath(folder, cwd))}: ${reasonOf(error)}`,
    );
  }
}

/** Regular files, and links to files that stay below the root; devices, sockets and links to folders are left out. */
function asFound(absolute: string, root: string, cwd: string): FoundFile | undefined {
  const path = displayPath(absolute, cwd);
  const link = lstatSync(absolute, { throwIfNoEntry: false });
  if (!link) return undefined;
  if (!link.isSymbolicLink()) return link.isFile() ? { path, absolute } : undefined;
  const target = realpathOf(absolute);
  if (target === undefined) return { path, absolute, leavesRoot: "" };
  const realRoot = realpathOf(root) ?? root;
  if (target !== realRoot && !target.startsWith(realRoot + sep))
    return { path, absolute, leavesRoot: target };
  return statOf(target)?.isFile() ? { path, absolute } : undefined;
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // Such as a name that is too long, or a file where a folder of the path should be.
    if (error instanceof Error && "code" in error && error.code === "EACCES") {
      throw new UserError(`cannot read ${JSON.stringify(path)}: permission denied`);
    }
    return undefined;
  }
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ENOENT") return "no such file or directory";
  if (code === "EISDIR") return "it is a directory";
  if (code === "ENOSPC") return "no space left on the device";
  return error instanceof Error ? error.message : String(error);
}

function sorted(files: FoundFile[]): FoundFile[] {
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
