import { posix, resolve } from "node:path";
import { UserError } from "../user-error.ts";

/** First and last line, from 1, both included. */
export type LineRange = readonly [number, number];

/**
 * The files that differ from the commit where the history of REF and of HEAD part, as they lie in the working tree:
 * committed, staged, changed or untracked. Relative to `cwd` inside of it, absolute outside, as reports show them.
 *
 * @throws UserError where git or the repository is missing, or REF, or a common commit.
 */
export async function changedFiles(ref: string, cwd: string): Promise<Set<string>> {
  const { base, shown, top } = await startingPoint(ref, cwd);
  const names = await git(top, ["diff", ...plainDiff, "--name-only", "-z", base, "--"]);
  return new Set([...namesOf(names), ...(await untracked(top))].map(shown));
}

/** The lines of the same files that are new or changed; every line of an untracked one. */
export async function changedLines(ref: string, cwd: string): Promise<Map<string, LineRange[]>> {
  const { base, shown, top } = await startingPoint(ref, cwd);
  const patch = await git(top, ["diff", ...plainDiff, ...linesOnly, base, "--", ...manifests]);
  const lines = new Map<string, LineRange[]>();
  for (const [name, ranges] of rangesOf(patch)) lines.set(shown(name), ranges);
  for (const name of await untracked(top)) lines.set(shown(name), [[1, Number.MAX_SAFE_INTEGER]]);
  return lines;
}

/** Nothing that the repository's settings or attributes name is run or changes the form. */
const plainDiff = [
  "--no-ext-diff",
  "--no-textconv",
  "--no-renames",
  "--no-relative",
  "--ignore-submodules=all",
  "--diff-filter=d",
];
const linesOnly = [
  "--unified=0",
  "--inter-hunk-context=0",
  "--no-color",
  "--text",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];
const manifests = [":(icase,glob)**/*.yaml", ":(icase,glob)**/*.yml", ":(icase,glob)**/*.json"];

async function startingPoint(ref: string, cwd: string) {
  if (ref === "" || ref.startsWith("-")) {
    throw new UserError(`${JSON.stringify(ref)} is no name of a commit`, {
      help: "name a branch, a tag or a commit, such as origin/main",
    });
  }
  const top = lineOf(await git(cwd, ["rev-parse", "--show-toplevel"]));
  const prefix = lineOf(await git(cwd, ["rev-parse", "--show-prefix"]));
  const commit = await commitOf(ref, top);
  const shown = (name: string) => {
    const inside = posix.relative(prefix, name);
    return inside.startsWith("../") ? resolve(cwd, inside) : inside;
  };
  return { base: await mergeBase(commit, ref, top), shown, top };
}

async function commitOf(ref: string, top: string): Promise<string> {
  const found = await tryGit(top, verify(ref));
  if (found.code === 0) return lineOf(found.stdout);
  const remote = ref.startsWith("origin/")
    ? undefined
    : await tryGit(top, verify(`refs/remotes/origin/${ref}`));
  const shallow = await isShallow(top);
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

async function mergeBase(commit: string, ref: string, top: string): Promise<string> {
  const found = await tryGit(top, ["merge-base", commit, "HEAD"]);
  if (found.code === 0) return lineOf(found.stdout);
  const head = await tryGit(top, verify("HEAD"));
  if (head.code !== 0) throw new UserError("this repository has no commit yet, so nothing can have changed");
  throw new UserError(`${JSON.stringify(ref)} and the current commit have no history in common`, {
    help: (await isShallow(top)) ? fetchAll : "name a commit that this branch began at",
  });
}

async function isShallow(top: string): Promise<boolean> {
  return lineOf(await git(top, ["rev-parse", "--is-shallow-repository"])) === "true";
}

async function untracked(top: string): Promise<string[]> {
  return namesOf(await git(top, ["ls-files", "--others", "--exclude-standard", "-z"]));
}

function namesOf(listing: string): string[] {
  return listing.split("\0").filter((name) => name !== "");
}

function lineOf(output: string): string {
  return output.replace(/\r?\n$/, "");
}

/** Reads a patch without context; the bodies are counted, as a removed line `-- x` looks like a header. */
function rangesOf(patch: string): Map<string, LineRange[]> {
  const found = new Map<string, LineRange[]>();
  const lines = patch.split("\n");
  let ranges: LineRange[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line.startsWith("+++ ")) {
      ranges = [];
      found.set(nameOf(line.slice(4)), ranges);
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) continue;
    const [removed, first, added] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
    if (added > 0) ranges.push([first, first + added - 1]);
    for (let left = removed + added; left > 0; left--) {
      index++;
      // "\ No newline at end of file" is not counted.
      if (lines[index]?.startsWith("\\")) left++;
    }
  }
  return found;
}

/** Without `b/`; git quotes names with control characters, quotes and backslashes as C does, and ends those with blanks by a tab. */
function nameOf(written: string): string {
  if (!written.startsWith('"')) return written.replace(/\t$/, "").slice(2);
  const escapes: Record<string, string> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
  return written
    .replace(/^"|"\t?$/g, "")
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
    )
    .slice(2);
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function git(cwd: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tryGit(cwd, args);
  if (code === 0) return stdout;
  // A checkout of another user, as containers of CI have: git refuses to read it.
  if (stderr.includes("dubious ownership")) {
    throw new UserError(`git does not trust ${cwd}, which belongs to another user`, {
      help: `\`git config --global --add safe.directory ${cwd}\``,
    });
  }
  if (stderr.includes("not a git repository")) {
    throw new UserError(`${cwd} is in no git repository, so it cannot tell which files have changed`);
  }
  throw new UserError(`git ${args[0]} failed: ${stderr.trim().split("\n")[0] ?? ""}`);
}

async function tryGit(cwd: string, args: readonly string[]): Promise<Ran> {
  // Costs every start some milliseconds, and is needed only here.
  const { execFile } = await import("node:child_process");
  return new Promise((done, fail) => {
    execFile(
      "git",
      // A file-system monitor is a command that the repository's settings name.
      ["-c", "core.fsmonitor=", "-c", "core.quotePath=false", ...args],
      {
        cwd,
        encoding: "utf8",
        maxBuffer: 1024 * 1024 * 1024,
        env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" },
      },
      (error, stdout, stderr) => {
        if (error?.code === "ENOENT") {
          fail(new UserError("git is not installed, so it cannot tell which files have changed"));
        } else
          done({ code: error ? (typeof error.code === "number" ? error.code : 128) : 0, stdout, stderr });
      },
    );
  });
}
