import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { claimNameOf } from "../../nim/made-names.ts";
import type { Path } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { CacheProgress } from "./cache-progress.ts";
import type { Difference } from "./differences.ts";
import { type Effect, effectRule } from "./effects.ts";
import { childOf } from "./pipeline-child.ts";
import { isBelow, type Refusal } from "./refusals.ts";
import type { ServiceEdit } from "./service-edit.ts";

/** An edit of one resource. */
export interface Edited {
  readonly before: Resource;
  readonly after: Resource;
  readonly refusals: readonly Refusal[];
  readonly operatorVersion: OperatorVersion;
  /** Of a NIMCache. */
  readonly progress?: CacheProgress;
  /** Of a NIMService. */
  readonly service?: ServiceEdit;
  /** Of a NIMService: it has no port afterwards. */
  readonly losesPort: boolean;
}

/** What comes of the edit of one field, without the webhook, which most clusters do not have on. */
export function effectOf(difference: Difference, edited: Edited): Effect {
  const { path } = difference;
  const { before, after, refusals, operatorVersion, progress, service } = edited;
  if (refusals.some((refusal) => refusal.by === "apiserver" && isBelow(path, refusal.path))) return "refused";
  const { effect } = effectRule(after.kind, path, operatorVersion);
  if (isOfKind(before, "NIMCache") && isOfKind(after, "NIMCache") && path[0] === "spec") {
    if (progress?.isFilled === false)
      return isOfClaimAlone(path, before, after) && progress.hasClaim ? "ignored" : "applied";
    // A name that is the same as the one that was made up changes nothing.
    if (path.at(-1) === "name" && effect === "loses-weights") {
      return claimOf(before) === claimOf(after) ? "ignored" : effect;
    }
    return effect;
  }
  if (isOfKind(before, "NIMService") && isOfKind(after, "NIMService") && service && path[0] === "spec") {
    if (effect === "refused") return effect;
    if (edited.losesPort && isBelow(path, port)) return "applied";
    if (!isBelow(path, claim) || !hasOwnClaim(before)) return service.effectOf(path, effect);
    if (after.spec.storage?.nimCache?.name) return "ignored";
    const isMount = path[3] === "subPath" || claimOf(before) !== claimOf(after);
    const told = service.effectOf(path, isMount ? "restarts-pods" : "ignored");
    return told === "restarts-pods" ? "loses-weights" : told;
  }
  if (isOfKind(before, "NIMPipeline") && isOfKind(after, "NIMPipeline")) {
    const child = childOf(difference, before, after);
    if (child === "comes or goes") return "applied";
    return child === "absent" || path.length < 3 ? "ignored" : effect;
  }
  return effect;
}

const claim: Path = ["spec", "storage", "pvc"];
const port: Path = ["spec", "expose", "service", "port"];

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

/** What the claim is made of, where the edit leaves its name as it was: pods mount by name and sub-path. */
function isOfClaimAlone(path: Path, before: Resource<"NIMCache">, after: Resource<"NIMCache">): boolean {
  return isBelow(path, claim) && path[3] !== "subPath" && claimOf(before) === claimOf(after);
}
