import type { Resource } from "../../manifest/resource.ts";
import type { Difference } from "./differences.ts";

/**
 * What becomes of the service of a pipeline that a difference is about: `kept` runs before and afterwards, `absent` neither.
 * Undefined where the difference is about no single one.
 */
export function childOf(
  { path, oldPath, before: was, after: is }: Difference,
  before: Resource<"NIMPipeline">,
  after: Resource<"NIMPipeline">,
): "kept" | "absent" | "comes or goes" | undefined {
  const [index, oldIndex] = [path[2], oldPath[2]];
  if (path[1] !== "services" || typeof index !== "number" || typeof oldIndex !== "number") return undefined;
  const isWhole = path.length === 3;
  const old = isWhole && was === undefined ? undefined : before.spec.services?.[oldIndex]?.name;
  const now = isWhole && is === undefined ? undefined : after.spec.services?.[index]?.name;
  const [ran, runs] = [isEnabled(before, old), isEnabled(after, now)];
  if (ran && runs && old === now) return "kept";
  return ran || runs ? "comes or goes" : "absent";
}

/** The operator makes nothing of a service without a name. */
function isEnabled({ spec }: Resource<"NIMPipeline">, name: string | undefined): boolean {
  if (!name) return false;
  return (spec.services ?? []).some((each) => each?.name === name && each.enabled === true);
}
