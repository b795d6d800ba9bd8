/**
 * What tells the comments of several jobs in one pull request apart: their clusters, and where in the repository they
 * work. The job that plans and the one that posts for it come to the same key from the same inputs.
 */
export function commentKey(clusters: readonly string[], workingDirectory: string): string {
  const folder = workingDirectory
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
  const named = [...new Set(clusters)].sort().join(",") || "all";
  return folder === "" ? named : `${named}:${folder}`;
}
