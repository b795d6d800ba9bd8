import type { GitRef } from "../repository/types.ts";
import type { Git } from "./git.ts";
import { compareVersions, versionOfTag, versionRange } from "./semver-range.ts";
import { type Revision, SourceError } from "./source.ts";

/** The commit that a ref names now. Of a commit nothing is asked. @throws SourceError */
export async function findRevision(git: Git, ref: GitRef): Promise<Revision> {
  if (ref.commit !== undefined) return { commit: ref.commit, ref: ref.commit };
  if (ref.tag !== undefined) return findTag(git, ref.tag);
  if (ref.semver !== undefined) return findVersion(git, ref.semver);
  return findBranch(git, ref.branch ?? "main");
}

async function findBranch(git: Git, branch: string): Promise<Revision> {
  const { commits, defaultBranch } = await advertised(git, ["HEAD", `refs/heads/${branch}`]);
  const commit = commits.get(`refs/heads/${branch}`);
  if (commit !== undefined) return { commit, ref: branch };
  if (commits.size === 0 && defaultBranch === undefined) throw empty();
  throw new SourceError(
    "permanent",
    "RefNotFound",
    `the repository has no branch ${JSON.stringify(branch)}`,
    defaultBranch === undefined ? "check spec.ref.branch" : `its default branch is ${defaultBranch}`,
  );
}

async function findTag(git: Git, tag: string): Promise<Revision> {
  const { commits } = await advertised(git, [`refs/tags/${tag}`, `refs/tags/${tag}^{}`]);
  const commit = peeled(commits, tag);
  if (commit !== undefined) return { commit, ref: tag };
  throw new SourceError(
    "permanent",
    "RefNotFound",
    `the repository has no tag ${JSON.stringify(tag)}`,
    "push the tag, or name another one in spec.ref.tag",
  );
}

async function findVersion(git: Git, range: string): Promise<Revision> {
  const { commits } = await advertised(git, ["refs/tags/*"]);
  const fits = versionRange(range) ?? (() => false);
  let newest: string | undefined;
  for (const name of commits.keys()) {
    if (!name.startsWith("refs/tags/") || name.endsWith("^{}")) continue;
    const tag = name.slice("refs/tags/".length);
    const version = versionOfTag(tag);
    if (!version || !fits(version)) continue;
    const best = newest === undefined ? undefined : versionOfTag(newest);
    const order = best ? compareVersions(version, best) : 1;
    // `v1.0.0` and `1.0.0` are one version: the same is taken each time.
    if (order > 0 || (order === 0 && newest !== undefined && tag < newest)) newest = tag;
  }
  const commit = newest === undefined ? undefined : peeled(commits, newest);
  if (newest !== undefined && commit !== undefined) return { commit, ref: newest };
  throw new SourceError(
    "permanent",
    "RefNotFound",
    `no tag of the repository is a version in the range ${JSON.stringify(range)}`,
    "tags are versions as v1.2.3; push one, or widen spec.ref.semver",
  );
}

/** Of an annotated tag the commit, not the tag's own object. */
function peeled(commits: ReadonlyMap<string, string>, tag: string): string | undefined {
  return commits.get(`refs/tags/${tag}^{}`) ?? commits.get(`refs/tags/${tag}`);
}

interface Advertised {
  readonly commits: ReadonlyMap<string, string>;
  readonly defaultBranch: string | undefined;
}

async function advertised(git: Git, patterns: readonly string[]): Promise<Advertised> {
  const listing = await git.run(["ls-remote", "--quiet", "--symref", "--", "origin", ...patterns]);
  const commits = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of listing.split("\n")) {
    const [what = "", name = ""] = line.split("\t");
    if (name === "HEAD" && what.startsWith("ref: refs/heads/")) {
      const branch = what.slice("ref: refs/heads/".length);
      if (/^[\w./-]{1,100}$/.test(branch)) defaultBranch = branch;
    } else if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(what)) commits.set(name, what);
  }
  return { commits, defaultBranch };
}

function empty(): SourceError {
  return new SourceError("permanent", "EmptyRepository", "the repository has no commit yet", "push one");
}
