import { listAt, textAt } from "../../src/nim/health/fields.ts";
import type { Live } from "../../src/nim/health/live.ts";
import { nimCacheHealth } from "../../src/nim/health/nim-cache.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";

/** Whether a cache may be leaned on, and why not. */
export interface CacheReadiness {
  readonly isReady: boolean;
  /** PascalCase. */
  readonly reason: string;
  /** Completes "it waits for NIMCache x, which …". */
  readonly message: string;
  /** It will be if it stays as it is until then; milliseconds since 1970. */
  readonly settlesAt?: number;
}

/**
 * A live cache as the cluster tells: its state decides, not its conditions, which stay of earlier rounds. A write conflict of
 * the operator's shows Ready for a moment and takes it back, so it has to last. Source: nimcache_controller.go; seen on a
 * cluster (2 of 61 caches, for 0.2 s).
 */
export function cacheReadiness(cache: Live, around: Surroundings, now: number): CacheReadiness {
  if (cache.isDeleting) return { isReady: false, reason: "CacheDeleting", message: "is being deleted" };
  const { reason, message, health } = nimCacheHealth(cache, around);
  const state = textAt(cache.object, "status", "state");
  if (state !== "Ready") {
    const shown = state === "" ? "has no state yet" : `is ${state}`;
    return {
      isReady: false,
      reason: health === "failed" ? "CacheFailed" : "CacheNotReady",
      message: `${shown}: ${message}`,
    };
  }
  if (health !== "healthy" && reason.startsWith("Claim")) {
    return { isReady: false, reason: "CacheNotReady", message };
  }
  const settlesAt = newestWrite(cache) + settles;
  const isNew = settlesAt > now && settlesAt - now <= settles + mostSkew;
  if (!isNew) return { isReady: true, reason: "Ready", message: "is Ready" };
  return {
    isReady: false,
    reason: "CacheSettling",
    message: "has only just got Ready",
    settlesAt,
  };
}

/** Milliseconds. Conditions are written to the second, so that of one a second old may be of this very moment: half a second at least. */
const settles = 1_500;
/** A clock further ahead than that is simply wrong. */
const mostSkew = 5_000;

/** When the operator wrote the status last: it moves the time of each condition at every write. Source: nimcache_controller.go. */
function newestWrite({ object }: Live): number {
  const times = listAt(object, "status", "conditions").map((each) =>
    Date.parse(textAt(each, "lastTransitionTime")),
  );
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}
