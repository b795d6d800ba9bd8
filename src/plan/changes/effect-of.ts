import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { claimNameOf } from "../../nim/made-names.ts";
import type { Path } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { type Effect, effectRule } from "./effects.ts";
import { isBelow, type Refusal } from "./refusals.ts";

/** An edit of one resource. */
export interface Edited {
  readonly before: Resource;
  readonly after: Resource;
  readonly refusals: readonly Refusal[];
  readonly operatorVersion: OperatorVersion;
  /** Of a NIMCache: whether its Job has begun, so that what the Job was made of is settled. */
  readonly isFilled: boolean;
}

/** What comes of the edit of one field, without the webhook, which most clusters do not have on. */
export function effectOf(path: Path, edited: Edited): Effect {
  const { before, after, refusals, operatorVersion, isFilled } = edited;
  if (refusals.some((refusal) => refusal.by === "apiserver" && isBelow(path, refusal.path))) return "refused";
  const { effect } = effectRule(after.kind, path, operatorVersion);
  if (isOfKind(before, "NIMCache") && isOfKind(after, "NIMCache") && path[0] === "spec") {
    if (!isFilled) return isBelow(path, claim) && hasOwnClaim(before) ? "ignored" : "applied";
    // A name that is the same as the one that was made up changes nothing.
    if (path.at(-1) === "name" && effect === "loses-weights") {
      return claimOf(before) === claimOf(after) ? "ignored" : effect;
    }
    return effect;
  }
  if (isOfKind(before, "NIMService") && isOfKind(after, "NIMService") && isBelow(path, claim)) {
    const isMount = ["name", "subPath", "create"].includes(String(path[3]));
    if (!hasOwnClaim(before)) return "restarts-pods";
    return isMount && (claimOf(before) !== claimOf(after) || path[3] === "subPath")
      ? "loses-weights"
      : "ignored";
  }
  if (isOfKind(before, "NIMPipeline") && isOfKind(after, "NIMPipeline")) {
    return effect === "ignored" && !isKeptChild(path, before, after) ? "applied" : effect;
  }
  return effect;
}

const claim: Path = ["spec", "storage", "pvc"];

/** The operator made the claim, and owns it. */
export function hasOwnClaim(resource: Resource<"NIMCache"> | Resource<"NIMService">): boolean {
  const { storage } = resource.spec;
  // A service that names a cache does not look at its own claim.
  if (isOfKind(resource, "NIMService") && resource.spec.storage?.nimCache?.name) return false;
  return storage?.pvc?.create === true;
}

/** The claim that a resource names or has made; undefined where it has none of its own. */
export function claimOf(resource: Resource<"NIMCache"> | Resource<"NIMService">): string | undefined {
  const pvc = resource.spec.storage?.pvc;
  if (isOfKind(resource, "NIMService") && resource.spec.storage?.nimCache?.name) return undefined;
  if (pvc?.create !== true && !pvc?.name)
    return isOfKind(resource, "NIMCache") ? `${resource.name}-pvc` : undefined;
  return claimNameOf(resource.name, { name: pvc.name });
}

/** Whether the service of a pipeline is running before and afterwards: only then it is updated. */
function isKeptChild(path: Path, before: Resource<"NIMPipeline">, after: Resource<"NIMPipeline">): boolean {
  const service = typeof path[2] === "number" ? after.spec.services?.[path[2]] : undefined;
  const old = before.spec.services?.find((each) => each?.name === service?.name);
  return service?.enabled === true && old?.enabled === true;
}
