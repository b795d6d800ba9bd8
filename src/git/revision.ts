import { UserError } from "../user-error.ts";
import { blobsIn } from "./blobs-in.ts";
import { git, gitBytes } from "./run-git.ts";

/** A file of a revision, or what stands in its place. */
export interface TreeEntry {
  /** From the top of the repository, with slashes. */
  readonly path: string;
  readonly kind: "file" | "link" | "submodule";
  readonly object: string;
  /** Bytes; 0 for a submodule. */
  readonly size: number;
}

/** Bytes: names and objects of a million files. */
const maxListing = 256 * 1024 * 1024;

/**
 * What a commit holds, by path in the order of git, without anything being checked out. Names that no file system takes, as
 * only made-up trees have them, are left out.
 *
 * @throws UserError where the repository cannot be read.
 */
export async function treeOf(top: string, commit: string): Promise<ReadonlyMap<string, TreeEntry>> {
  const listing = await git(top, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit], {
    maxOutput: maxListing,
  });
  const entries = new Map<string, TreeEntry>();
  for (const line of listing.split("\0")) {
    const [, mode = "", object = "", size = "", path = ""] =
      /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
    const kind = kinds[mode];
    if (kind === undefined || !isSafe(path)) continue;
    entries.set(path, { path, kind, object, size: size === "-" ? 0 : Number(size) });
  }
  return entries;
}

const kinds: Readonly<Record<string, TreeEntry["kind"]>> = {
  "100644": "file",
  "100755": "file",
  "100664": "file",
  "120000": "link",
  "160000": "submodule",
};

function isSafe(path: string): boolean {
  return path.split("/").every((step) => !/^(?:\.{0,2}|\.git)$/i.test(step)) && !/[\\\0]/.test(path);
}

/** Bytes that are read at once; more is a mistake. */
const maxBytes = 1024 * 1024 * 1024;

/**
 * The bytes of files of a revision, by path.
 *
 * @throws UserError where they are more than anybody means, or are not there, as in a clone without blobs.
 */
export async function bytesOf(top: string, entries: readonly TreeEntry[]): Promise<Map<string, Buffer>> {
  const objects = new Map(entries.map(({ object, size }) => [object, size]));
  const total = [...objects.values()].reduce((sum, size) => sum + size, 0);
  if (total > maxBytes) {
    throw new UserError(
      `the manifests of that commit have ${total} bytes together, which is more than is read`,
      {
        help: "name fewer folders",
      },
    );
  }
  if (objects.size === 0) return new Map();
  const output = await gitBytes(top, ["cat-file", "--batch"], {
    input: `${[...objects.keys()].join("\n")}\n`,
    maxOutput: total + objects.size * 200,
  });
  const byObject = blobsIn(output);
  const found = new Map<string, Buffer>();
  for (const { path, object } of entries) {
    const bytes = byObject.get(object);
    if (bytes === undefined) {
      throw new UserError(`git has no content of ${JSON.stringify(path)} of that commit`, {
        help: "this clone was made without it: clone without --filter, or fetch the whole repository",
      });
    }
    found.set(path, bytes);
  }
  return found;
}
