import { execFileSync } from "node:child_process";

export interface GitFacts {
  readonly head: string;
  /** Of the commit; seconds since 1970. */
  readonly time: number;
  /** The commit that the tag is at; undefined where there is no such tag yet. */
  readonly tagged: string | undefined;
  /** Files that are not as in the commit. */
  readonly changed: readonly string[];
  /** Whether the commit is on main; undefined where there is no main here. */
  readonly isOnMain: boolean | undefined;
  readonly tags: readonly string[];
}

/** What a repository says of its newest commit and a tag; undefined where there is no repository, or no commit in it. */
export function gitFacts(folder: string, tag: string): GitFacts | undefined {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  const commitOf = (name: string): string | undefined => {
    try {
      return git("rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
    } catch {
      return undefined;
    }
  };
  const head = commitOf("HEAD");
  if (head === undefined || git("rev-parse", "--show-prefix") !== "") return undefined;
  const main = commitOf("refs/remotes/origin/main") ?? commitOf("refs/heads/main");
  return {
    head,
    time: Number(git("show", "--no-patch", "--format=%ct", "HEAD")),
    tagged: commitOf(`refs/tags/${tag}`),
    changed: lines(git("status", "--porcelain", "--untracked-files=no")),
    isOnMain: main === undefined ? undefined : git("merge-base", head, main) === head,
    tags: lines(git("tag", "--list")),
  };
}

function lines(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
