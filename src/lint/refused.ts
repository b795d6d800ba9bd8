import type { Resource } from "../manifest/resource.ts";
import { type Path, valueAt } from "../nim/value.ts";
import { problemsOf } from "./problem-index.ts";

/**
 * Whether the API server refuses something at the path, below it, or a field that was probably meant to be it. What
 * seems to be missing there was then written wrongly, which is a finding already.
 */
export function isRefused(resource: Resource, path: Path): boolean {
  const problems = problemsOf(resource);
  const place = resource.fromRoot(path);
  return problems.isConcerned(place) || problems.isMistyped(place) || problems.wasMeant(place);
}

/** Nothing at all stands under `spec`: the API server lets that through, since the CRDs do not require it. */
export function hasNoSpec(resource: Resource): boolean {
  const { pipeline, written } = resource;
  const spec = pipeline
    ? valueAt(pipeline.resource.written, ["spec", "services", pipeline.index, "spec"])
    : written.spec;
  return (spec === undefined || spec === null) && !isRefused(resource, ["spec"]);
}
