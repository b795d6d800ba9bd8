import { objectsMadeOfBuild } from "./build.ts";
import { objectsMadeOfCache } from "./cache.ts";
import type { Outcome, Surroundings } from "./made.ts";
import { objectsMadeOfPipeline } from "./pipeline.ts";
import { objectsMadeOfService } from "./service.ts";
import { isSubjectOf, type Subject } from "./subject.ts";

/** What the operator makes of a resource that the API server has stored. */
export function objectsMadeOf(subject: Subject, surroundings: Surroundings): Outcome {
  if (isSubjectOf(subject, "NIMCache")) return objectsMadeOfCache(subject, surroundings);
  if (isSubjectOf(subject, "NIMBuild")) return objectsMadeOfBuild(subject, surroundings);
  if (isSubjectOf(subject, "NIMService")) return objectsMadeOfService(subject, surroundings);
  return isSubjectOf(subject, "NIMPipeline")
    ? objectsMadeOfPipeline(subject, surroundings)
    : { objects: [], unknown: [] };
}
