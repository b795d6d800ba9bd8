import { SourceError } from "./source.ts";

/** A path from the top of the repository, without a way out of it; `.` for all. @throws SourceError */
export function checkedPath(path: string): string {
  const steps = path.split("/").filter((step) => step !== "" && step !== ".");
  if (steps.includes("..") || /[\0\n]/.test(path) || path.startsWith("/") || path.startsWith(":")) {
    throw new SourceError("permanent", "PathNotFound", `${JSON.stringify(path)} is no path in a repository`);
  }
  return steps.join("/") || ".";
}
