import { posix, resolve } from "node:path";
import { baseCommit } from "./base-commit.ts";
import { git } from "./run-git.ts";

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
  const { commit, top, prefix } = await baseCommit(ref, cwd, { mayFetch: false });
  const shown = (name: string) => {
    const inside = posix.relative(prefix, name);
    return inside.startsWith("../") ? resolve(cwd, inside) : inside;
  };
  return { base: commit, shown, top };
}

async function untracked(top: string): Promise<string[]> {
  return namesOf(await git(top, ["ls-files", "--others", "--exclude-standard", "-z"]));
}

function namesOf(listing: string): string[] {
  return listing.split("\0").filter((name) => name !== "");
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
