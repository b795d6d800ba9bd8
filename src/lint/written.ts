import type { Resource } from "../manifest/resource.ts";
import { type Path, valueAt } from "../nim/value.ts";
import { problemsOf } from "./problem-index.ts";

/** Whether the author wrote something there, right or wrong; null is nothing, as for the API server. */
export function isWritten(resource: Resource, path: Path): boolean {
  const value = valueAt(resource.written, path);
  return value !== undefined && value !== null;
}

/**
 * Whether the map at `path` has a field that the API server does not know. What seems to be missing there is then
 * probably that field, misspelt, and that is a finding already.
 */
export function hasUnknownField(resource: Resource, path: Path): boolean {
  return problemsOf(resource).hasUnknownField(resource.fromRoot(path));
}
