import type { Resource } from "../../manifest/resource.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { objectsMadeOf } from "../../nim/workload/objects.ts";

/** How far the operator has got with a cache. */
export interface CacheProgress {
  /** Its Job has begun, so that what the Job was made of is settled. */
  readonly isFilled: boolean;
  /** The operator has made its claim. */
  readonly hasClaim: boolean;
}

/**
 * A cache of the cluster tells its state; one of a revision was applied long ago, and is taken for filled unless the
 * operator stops before it makes the Job.
 */
export function cacheProgress(
  cache: Resource<"NIMCache">,
  from: "base" | "live",
  operatorVersion: OperatorVersion,
): CacheProgress {
  const { namespace, name, metadata, spec } = cache;
  const { pvc } = spec.storage ?? {};
  const made = (isThere: boolean) =>
    objectsMadeOf(
      { kind: "NIMCache", name, metadata, spec },
      {
        namespace,
        operatorVersion,
        products: undefined,
        modelManifest: () => ({ kind: "unknown" }),
        find: (kind) => (isThere && kind === "PersistentVolumeClaim" ? {} : undefined),
      },
    );
  // A claim that the cache names may have been there before it.
  const canBeFilled = made(Boolean(pvc?.name)).stopped === undefined;
  return {
    isFilled: from === "base" ? canBeFilled : !unfilledStates.includes(cache.status?.state ?? ""),
    hasClaim: made(false).objects.some(({ kind }) => kind === "PersistentVolumeClaim"),
  };
}

/** Without a Job, and so with a spec that still counts. Source: nimcache_controller.go reconcileJob; 3.1. */
const unfilledStates: readonly string[] = ["", "NotReady", "PVC-Created", "Failed"];
