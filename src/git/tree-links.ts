import { bytesOf, type TreeEntry } from "./revision.ts";

/** As Linux: a longer chain of links is taken for a circle. */
const mostLinks = 40;
/** Steps of one path with all its links; Linux takes 4096 characters. */
const mostSteps = 4096;

/**
 * Finds the file behind a path of a revision as a checkout would: through links to files and to folders. Undefined where
 * there is none, or where a link leaves the repository.
 */
export async function linkResolver(
  top: string,
  tree: ReadonlyMap<string, TreeEntry>,
): Promise<(path: string) => TreeEntry | undefined> {
  const links = [...tree.values()].filter(({ kind, size }) => kind === "link" && size < 4096);
  const targets = await bytesOf(top, links);
  return (path) => {
    const done: string[] = [];
    const left = path.split("/");
    for (let followed = 0, steps = 0; left.length > 0; ) {
      if (++steps > mostSteps) return undefined;
      const step = left.shift();
      if (step === undefined || step === "" || step === ".") continue;
      if (step === "..") {
        if (done.pop() === undefined) return undefined;
        continue;
      }
      done.push(step);
      const target = targets.get(done.join("/"))?.toString("utf8");
      if (target === undefined) continue;
      if (target.startsWith("/") || ++followed > mostLinks) return undefined;
      done.pop();
      left.unshift(...target.split("/"));
    }
    const found = tree.get(done.join("/"));
    return found?.kind === "file" ? found : undefined;
  };
}
