import { posix } from "node:path";
import type { Git } from "./git.ts";
import type { SourceLimits } from "./limits.ts";
import { type RepositoryFile, SourceError } from "./source.ts";

interface Entry {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

/**
 * The manifests below a folder of a commit (or the one file that the path names), read from the object store: nothing is
 * checked out, so nothing in the repository can be run or lead out of it.
 *
 * @throws SourceError where there are too many or too large ones, or where something stands in the place of one.
 */
export async function readTree(
  git: Git,
  commit: string,
  path: string,
  limits: SourceLimits,
): Promise<readonly RepositoryFile[]> {
  const entries = await list(git, commit, path);
  await refuseLinks(git, commit, entries);
  const wanted = entries.filter(({ mode, path: name }) => regular.has(mode) && isWanted(name));
  if (wanted.length > limits.files) {
    throw tooLarge(`${shown(path)} has ${wanted.length} manifests; at most ${limits.files} are read`);
  }
  const sizes = await sizesOf(git, wanted, limits);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total > limits.totalBytes) {
    throw tooLarge(
      `the manifests in ${shown(path)} have ${total} bytes; at most ${limits.totalBytes} are read`,
    );
  }
  const blobs = await blobsOf(git, [...sizes.keys()]);
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

async function list(git: Git, commit: string, path: string): Promise<Entry[]> {
  const below = path === "." ? [] : ["--", path];
  const listing = await git.bytes(["ls-tree", "-r", "-z", "--full-tree", commit, ...below]);
  const entries = listing
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [, mode = "", object = "", name = ""] = /^(\d{6}) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return object === "" ? [] : [{ mode, object, path: name }];
    });
  if (entries.length === 0 && path !== ".") {
    throw new SourceError(
      "permanent",
      "PathNotFound",
      `this commit has no ${shown(path)}`,
      "check spec.path: it begins at the top of the repository",
    );
  }
  return entries;
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
  const sizes = await sizesOf(git, links, undefined);
  const short = links.filter(({ object }) => (sizes.get(object) ?? longestTarget) < longestTarget);
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

/** Bytes by object. @throws SourceError for one that is larger than a manifest, or was not fetched because it is. */
async function sizesOf(
  git: Git,
  entries: readonly Entry[],
  limits: SourceLimits | undefined,
): Promise<Map<string, number>> {
  const paths = new Map(entries.map(({ object, path }) => [object, path]));
  if (paths.size === 0) return new Map();
  const answer = await git.bytes(
    ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
    `${[...paths.keys()].join("\n")}\n`,
  );
  const sizes = new Map<string, number>();
  for (const line of answer.toString("latin1").trimEnd().split("\n")) {
    const [object = "", type, size] = line.split(" ");
    if (type === "blob") sizes.set(object, Number(size));
  }
  if (!limits) return sizes;
  for (const [object, path] of paths) {
    const size = sizes.get(object);
    if (size === undefined || size > limits.fileBytes) {
      throw tooLarge(`${shown(path)} is larger than ${limits.fileBytes} bytes, which no manifest is`);
    }
  }
  return sizes;
}

/** `OBJECT blob SIZE`, the bytes and a line's end, again and again. */
async function blobsOf(git: Git, objects: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (objects.length === 0) return found;
  const output = await git.bytes(["cat-file", "--batch"], `${objects.join("\n")}\n`);
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    if (end === -1) break;
    const [object = "", type, size] = output.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") continue;
    const length = Number(size);
    found.set(object, output.subarray(at, at + length));
    at += length + 1;
  }
  return found;
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
