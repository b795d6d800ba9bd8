import { posix } from "node:path";

/** Where the paths of findings start, and where the repository does; both absolute, with slashes. */
export interface Folders {
  readonly cwd: string;
  /** Outside of a repository the same as `cwd`. */
  readonly root: string;
}

/** A file's path from the root of the repository; undefined for standard input and for files outside of it. */
export function repositoryPath(file: string, { cwd, root }: Folders): string | undefined {
  if (file === "-") return undefined;
  const path = posix.relative(root, posix.resolve(cwd, file));
  return path === "" || path === ".." || path.startsWith("../") ? undefined : path;
}

/** A path as a URI reference, also inside of Markdown's parentheses. A name that is no Unicode has none of its own. */
export function uriOf(path: string): string {
  const named = path.replace(/\p{Surrogate}/gu, "\ufffd");
  const encode = (part: string) =>
    encodeURIComponent(part).replaceAll("(", "%28").replaceAll(")", "%29").replaceAll("*", "%2A");
  return named.split("/").map(encode).join("/");
}
