import { posix } from "node:path";
import { blobsIn } from "../../src/git/blobs-in.ts";
import { checkedPath } from "./checked-path.ts";
import type { Git } from "./git.ts";
import type { SourceLimits } from "./limits.ts";
import { type FilesByPath, type RepositoryFile, SourceError } from "./source.ts";

interface Entry {
  readonly mode: string;
  readonly object: string;
  /** Bytes; undefined where the object is not here, since it is too large. */
  readonly size: number | undefined;
  readonly path: string;
}

/**
 * The manifests below folders of a commit (or the one file that a path names), read from the object store: nothing is
 * checked out, so nothing in the repository can be run or lead out of it. A folder that can never be read, since there are too
 * many or too large ones, or something stands in the place of one, has its error.
 *
 * @throws SourceError where nothing can be read now.
 */
export async function readTrees(
  git: Git,
  commit: string,
  paths: readonly string[],
  limits: SourceLimits,
): Promise<FilesByPath> {
  const asked = new Map<string, string | SourceError>();
  for (const path of paths) asked.set(path, await orFault(() => checkedPath(path)));
  const folders = [...new Set([...asked.values()].filter((path) => typeof path === "string"))];
  const entries = folders.length === 0 ? [] : await list(git, commit, folders);
  const chosen = new Map<string, readonly Entry[] | SourceError>();
  for (const [path, folder] of asked) {
    const choice =
      folder instanceof SourceError
        ? folder
        : await orFault(() => manifestsBelow(folder, entries, { git, commit, limits }));
    chosen.set(path, choice);
  }
  const wanted = [...chosen.values()].flatMap((choice) => (choice instanceof SourceError ? [] : choice));
  const blobs = await blobsOf(git, [...new Set(wanted.map(({ object }) => object))]);
  const read = new Map<string, readonly RepositoryFile[] | SourceError>();
  for (const [path, choice] of chosen) {
    const files =
      choice instanceof SourceError ? choice : await orFault(() => filesOf(path, choice, blobs, limits));
    read.set(path, files);
  }
  return read;
}

/** What is wrong with one folder is told of that one. */
async function orFault<T>(work: () => T | Promise<T>): Promise<T | SourceError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError && error.kind === "permanent") return error;
    throw error;
  }
}

interface Tree {
  readonly git: Git;
  readonly commit: string;
  readonly limits: SourceLimits;
}

async function manifestsBelow(
  folder: string,
  all: readonly Entry[],
  { git, commit, limits }: Tree,
): Promise<readonly Entry[]> {
  const entries =
    folder === "." ? all : all.filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
  if (entries.length === 0 && folder !== ".") {
    throw new SourceError(
      "permanent",
      "PathNotFound",
      `this commit has no ${shown(folder)}`,
      "check spec.path: it begins at the top of the repository",
    );
  }
  await refuseLinks(git, commit, entries);
  const wanted = entries.filter(({ mode, path: name }) => regular.has(mode) && isWanted(name));
  if (wanted.length > limits.files) {
    throw tooLarge(`${shown(folder)} has ${wanted.length} manifests; at most ${limits.files} are read`);
  }
  const large = wanted.find(({ size }) => size === undefined || size > limits.fileBytes);
  if (large) {
    throw tooLarge(`${shown(large.path)} is larger than ${limits.fileBytes} bytes, which no manifest is`);
  }
  const total = wanted.reduce((sum, { size = 0 }) => sum + size, 0);
  if (total > limits.totalBytes) {
    throw tooLarge(
      `the manifests in ${shown(folder)} have ${total} bytes; at most ${limits.totalBytes} are read`,
    );
  }
  return wanted;
}

function filesOf(
  path: string,
  wanted: readonly Entry[],
  blobs: ReadonlyMap<string, Buffer>,
  limits: SourceLimits,
): readonly RepositoryFile[] {
  const files = wanted.map(({ object, path: name }) => ({
    path: name,
    bytes: blobs.get(object) ?? missing(name),
  }));
  const documents = files.reduce((sum, { bytes }) => sum + documentsIn(bytes), 0);
  if (documents > limits.documents) {
    throw tooLarge(
      `the manifests in ${shown(path)} have ${documents} documents; at most ${limits.documents} are read`,
    );
  }
  const pointer = files.find(({ bytes }) => bytes.toString("latin1", 0, lfs.length) === lfs);
  if (pointer) {
    throw new SourceError(
      "permanent",
      "StoredInLfs",
      `${shown(pointer.path)} is kept in Git LFS, so the repository has a pointer in its place`,
      "keep manifests in Git itself: `git lfs untrack '*.yaml'`",
    );
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Git writes 100664 no more, but old trees have it. */
const regular: ReadonlySet<string> = new Set(["100644", "100755", "100664"]);
const link = "120000";
const submodule = "160000";
const lfs = "version https://git-lfs.github.com/spec/";

/** Manifests, what says that they have to be rendered, and what the rules look at beside them. */
function isWanted(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path) || /(?:^|\/)(?:Kustomization|nimops\.lock)$/.test(path);
}

/** With the sizes, which git has at hand: an object that was not fetched has none. */
async function list(git: Git, commit: string, folders: readonly string[]): Promise<Entry[]> {
  const below = folders.includes(".") ? [] : ["--", ...folders];
  const listing = await git.bytes(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, ...below]);
  return listing
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [, mode = "", object = "", size = "", path = ""] =
        /^(\d{6}) \w+ ([0-9a-f]+) +(\S+)\t(.+)$/s.exec(line) ?? [];
      return object === ""
        ? []
        : [{ mode, object, path, size: /^\d+$/.test(size) ? Number(size) : undefined }];
    });
}

/**
 * A link is followed nowhere. Where one stands for manifests that is told: else they would be missing without a word, and
 * what is missing may be deleted.
 */
async function refuseLinks(git: Git, commit: string, entries: readonly Entry[]): Promise<void> {
  const named = entries.find(({ mode, path }) => (mode === link || mode === submodule) && isWanted(path));
  if (named) throw notRegular(named);
  const links = entries.filter(({ mode }) => mode === link);
  if (links.length === 0) return;
  const short = links.filter(({ size = longestTarget }) => size < longestTarget);
  const targets = await blobsOf(git, [...new Set(short.map(({ object }) => object))]);
  const folders = short.flatMap((entry) => {
    const target = targets.get(entry.object)?.toString("utf8") ?? "";
    const to = posix.join(posix.dirname(entry.path), target).replace(/\/$/, "");
    const leaves = target.startsWith("/") || to === ".." || to.startsWith("../") || /[\n\0]/.test(to);
    return leaves ? [] : [{ entry, to: to === "." ? "" : to }];
  });
  const kinds = await git.bytes(
    ["cat-file", "--batch-check=%(objecttype)"],
    folders.map(({ to }) => `${commit}:${to}\n`).join(""),
  );
  const answers = kinds.toString("utf8").split("\n");
  const folder = folders.find((_, index) => answers[index] === "tree");
  if (folder) throw notRegular(folder.entry);
}

/** As Linux. */
const longestTarget = 4096;

function notRegular({ path, mode }: Entry): SourceError {
  return new SourceError(
    "permanent",
    "NotAFile",
    `${shown(path)} is a ${mode === link ? "symbolic link" : "submodule"}, which is not followed`,
    "put the manifests themselves in its place, or name the folder that has them in spec.path",
  );
}

async function blobsOf(git: Git, objects: readonly string[]): Promise<Map<string, Buffer>> {
  if (objects.length === 0) return new Map();
  return blobsIn(await git.bytes(["cat-file", "--batch"], `${objects.join("\n")}\n`));
}

/** Lines that begin with `---` part documents; a few too many are counted in block scalars. */
function documentsIn(bytes: Buffer): number {
  let count = 1;
  for (let at = bytes.indexOf("\n---"); at !== -1; at = bytes.indexOf("\n---", at + 4)) count++;
  return count;
}

function missing(path: string): never {
  throw new SourceError("transient", "GitFailed", `git has no content of ${shown(path)}`);
}

function tooLarge(message: string): SourceError {
  return new SourceError(
    "permanent",
    "TooLarge",
    message,
    "name a folder in spec.path that has nothing but manifests",
  );
}

function shown(path: string): string {
  const text = path.length > 200 ? `${path.slice(0, 199)}…` : path;
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}]/gu, " ");
}
