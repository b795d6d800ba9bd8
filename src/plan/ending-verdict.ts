import type { Verdict } from "./placement/answer.ts";

/**
 * The verdict of a build, or of the job of a cache, beside services that stay: that of the level `rollout`, at which
 * everything runs at once, but for `contended`. It ends by itself, and what comes before the services, as jobs do for which
 * services wait, has the whole fleet: so there is an order in which everything gets its place, and others in which
 * services hold what a job needs. Services lose nothing to it in the end.
 */
export function endingVerdict(rollout: Verdict): Verdict {
  return rollout === "contended" ? "fits-if-packed" : rollout;
}
