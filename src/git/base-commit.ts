import { withoutCredentials } from "../nim/credential.ts";
import { UserError } from "../user-error.ts";
import { git, lineOf, tryGit } from "./run-git.ts";

export interface BaseCommit {
  /** The commit where the history of REF and of HEAD part. */
  readonly commit: string;
  /** The top of the working tree. */
  readonly top: string;
  /** The path of `cwd` below the top: empty, or with a slash at its end. */
  readonly prefix: string;
}

export interface BaseOptions {
  /** Whether a clone that is shallow may ask its remote for the commits that it lacks. */
  readonly mayFetch: boolean;
}

/**
 * The commit that the working tree began at, seen from REF: a branch, a tag or a commit.
 *
 * @throws UserError where git or the repository is missing, or REF, or a common commit.
 */
export async function baseCommit(ref: string, cwd: string, { mayFetch }: BaseOptions): Promise<BaseCommit> {
  if (ref === "" || ref.startsWith("-") || /[\0\n]/.test(ref)) {
    throw new UserError(`${JSON.stringify(ref)} is no name of a commit`, {
      help: "name a branch, a tag or a commit, such as origin/main",
    });
  }
  const top = lineOf(await git(cwd, ["rev-parse", "--show-toplevel"]));
  const prefix = lineOf(await git(cwd, ["rev-parse", "--show-prefix"]));
  const commit = await commitOf(ref, top, mayFetch);
  return { commit: await mergeBase(commit, ref, top, mayFetch), top, prefix };
}

async function commitOf(ref: string, top: string, mayFetch: boolean): Promise<string> {
  const found = await tryGit(top, verify(ref));
  if (found.code === 0) return lineOf(found.stdout);
  const shallow = await isShallow(top);
  const fetched = shallow && mayFetch ? await fetchedTip(ref, top) : undefined;
  if (fetched !== undefined) return fetched;
  const remote = ref.startsWith("origin/")
    ? undefined
    : await tryGit(top, verify(`refs/remotes/origin/${ref}`));
  throw new UserError(`this repository has no commit ${JSON.stringify(ref)}`, {
    help:
      remote?.code === 0
        ? `did you mean origin/${ref}?`
        : shallow
          ? fetchAll
          : `fetch it first, such as with \`git fetch origin\``,
  });
}

const verify = (ref: string) => ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];

const fetchAll =
  "this clone is shallow: fetch the whole history, with `fetch-depth: 0` of actions/checkout or `git fetch --unshallow`";

async function mergeBase(commit: string, ref: string, top: string, mayFetch: boolean): Promise<string> {
  const found = await commonCommit(commit, top);
  if (found !== undefined) return found;
  const head = await tryGit(top, verify("HEAD"));
  if (head.code !== 0) throw new UserError("this repository has no commit yet, so nothing can have changed");
  let asked = "";
  if (mayFetch) {
    for (const depth of depths) {
      if (!(await isShallow(top))) break;
      const { code, stderr } = await fetch(top, [depth, remoteName, commit, lineOf(head.stdout)]);
      const deeper = await commonCommit(commit, top);
      if (deeper !== undefined) return deeper;
      if (code !== 0) {
        asked = ` (${remoteName}: ${firstLine(stderr)})`;
        break;
      }
    }
  }
  throw new UserError(`${JSON.stringify(ref)} and the current commit have no history in common${asked}`, {
    help: (await isShallow(top)) ? fetchAll : "name a commit that this branch began at",
  });
}

/** Most branches are short; only then is the whole history asked for. */
const depths = ["--deepen=50", "--deepen=1000", "--unshallow"];

async function commonCommit(commit: string, top: string): Promise<string | undefined> {
  const found = await tryGit(top, ["merge-base", commit, "HEAD"]);
  return found.code === 0 ? lineOf(found.stdout) : undefined;
}

const remoteName = "origin";

/** The commit that the remote has under a name, of which no ref is kept. */
async function fetchedTip(ref: string, top: string): Promise<string | undefined> {
  const name = ref.startsWith(`${remoteName}/`) ? ref.slice(remoteName.length + 1) : ref;
  // A refspec could write any ref.
  if (/[:+^~*?[\\\s]/.test(name)) return undefined;
  const { code } = await fetch(top, ["--depth=1", remoteName, name]);
  if (code !== 0) return undefined;
  const found = await tryGit(top, verify("FETCH_HEAD"));
  return found.code === 0 ? lineOf(found.stdout) : undefined;
}

/** Milliseconds. */
const patience = 120_000;

function fetch(top: string, args: readonly string[]) {
  const quiet = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance"];
  return tryGit(top, ["fetch", ...quiet, ...args], { timeout: patience });
}

function firstLine(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return withoutCredentials(line.slice(0, 500)) || "no answer";
}

async function isShallow(top: string): Promise<boolean> {
  return lineOf(await git(top, ["rev-parse", "--is-shallow-repository"])) === "true";
}
