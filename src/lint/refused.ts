import type { Resource } from "../manifest/resource.ts";
import type { Problem } from "../nim/schema/judge.ts";
import { type Path, valueAt } from "../nim/value.ts";

/**
 * Whether the API server refuses something at the path, below it, or a field that was probably meant to be it. What
 * seems to be missing there was then written wrongly, which is a finding already.
 */
export function isRefused(resource: Resource, path: Path): boolean {
  const { pipeline } = resource;
  const problems = (pipeline?.resource ?? resource).problems;
  if (problems.length === 0) return false;
  const place = pipeline ? ["spec", "services", pipeline.index, ...path] : path;
  return problems.some((problem) => concerns(problem, place));
}

/** Nothing at all stands under `spec`: the API server lets that through, since the CRDs do not require it. */
export function hasNoSpec(resource: Resource): boolean {
  const { pipeline, written } = resource;
  const spec = pipeline
    ? valueAt(pipeline.resource.written, ["spec", "services", pipeline.index, "spec"])
    : written.spec;
  return (spec === undefined || spec === null) && !isRefused(resource, ["spec"]);
}

function concerns({ path, code, suggestion }: Problem, place: Path): boolean {
  if (path.length >= place.length && isPrefix(place, path)) return true;
  if (code === "wrong-type" && isPrefix(path, place)) return true;
  const wasMeant = suggestion !== undefined && suggestion === place.at(-1);
  return wasMeant && path.length === place.length && isPrefix(path.slice(0, -1), place);
}

function isPrefix(start: Path, path: Path): boolean {
  return start.every((step, index) => path[index] === step);
}
