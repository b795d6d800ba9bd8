import { listAt, textAt } from "../../src/nim/health/fields.ts";
import type { Health, HealthState } from "../../src/nim/health/health.ts";
import { healthOf } from "../../src/nim/health/health-of.ts";
import type { Live } from "../../src/nim/health/live.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";
import type { ResourcePhase } from "../repository/resource-phases.ts";
import type { LedgerEntry, ResourceId, ResourceStatus } from "../repository/types.ts";
import { idOf } from "./decision.ts";
import { isOperator, managersOf } from "./managers.ts";

/** How a resource is that is as Git says. */
export interface Phase
  extends Pick<
    ResourceStatus,
    "phase" | "reason" | "message" | "rounds" | "failingSince" | "bytes" | "lastWords"
  > {
  /** Milliseconds since 1970: it would be another one then, though nothing happens. */
  readonly wakeAt?: number;
}

export interface PhaseContext {
  readonly around: Surroundings;
  readonly entry: LedgerEntry | undefined;
  readonly before: ResourceStatus | undefined;
  readonly now: number;
}

export function phaseOf(live: Live, context: PhaseContext): Phase {
  const health: Health = healthOf(live.object, context.around) ?? unknown;
  const phase = { phase: phases[health.health], reason: health.reason, message: health.message } as const;
  if (live.kind === "NIMCache") return cachePhase(live, phase, context);
  return health.health === "healthy" ? (unproved(live, context) ?? phase) : phase;
}

const unknown: Health = { health: "progressing", reason: "Unknown", message: "nothing is known of it" };

const phases: Readonly<Record<HealthState, ResourcePhase>> = {
  healthy: "Healthy",
  progressing: "Progressing",
  degraded: "Degraded",
  blocked: "Blocked",
  failed: "Failed",
};

/**
 * After something was applied, what the operator says is of before until it writes again: it never says which generation it
 * saw. Times are written to the second, so that a word of the same second may be one of before; and the first word after an
 * edit may still be the old one (Ready for 0.1 s, seen on a cluster). What changes nothing for it is not written at all, so
 * half a minute is enough.
 */
function unproved(live: Live, { entry, now, around }: PhaseContext): Phase | undefined {
  const appliedAt = entry?.appliedAt === undefined ? deliveredAt(live) : Date.parse(entry.appliedAt);
  // Whatever is said of an object that was made then is said of what was applied.
  const madeAt = Date.parse(textAt(live.object, "metadata", "creationTimestamp"));
  if (Number.isNaN(appliedAt) || madeAt + 1_000 > appliedAt) return undefined;
  const isNewWord = newestWord(live) > appliedAt;
  const wakeAt = appliedAt + (isNewWord || around.knows("Deployment") ? proofOfPods : proofTakes);
  if (now >= wakeAt) return undefined;
  return {
    phase: "Progressing",
    reason: "Unproved",
    message: isNewWord
      ? "it was applied only just now"
      : "it was ready before the last apply; the operator has not said anything since",
    wakeAt,
  };
}

/** Milliseconds. */
const proofTakes = 30_000;
/** Where the pods themselves tell, or the operator has: only what it takes to change them, which is less than a second. */
const proofOfPods = 5_000;

/** When somebody who delivers it in our stead wrote the spec last. */
function deliveredAt({ object }: Live): number {
  const entries = listAt(object, "metadata", "managedFields");
  const times = managersOf(object).flatMap((manager, index) =>
    manager.subresource === "" && !isOperator(manager) ? [Date.parse(textAt(entries[index], "time"))] : [],
  );
  return Math.max(Number.NEGATIVE_INFINITY, ...times.filter((time) => !Number.isNaN(time)));
}

/** When the operator last wrote the status. */
function newestWord({ object }: Live): number {
  const conditions = listAt(object, "status", "conditions").map((each) => textAt(each, "lastTransitionTime"));
  const entries = listAt(object, "metadata", "managedFields");
  const writes = managersOf(object).flatMap(({ subresource }, index) =>
    subresource === "status" ? [textAt(entries[index], "time")] : [],
  );
  const times = [...conditions, ...writes].map((time) => Date.parse(time));
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}

/**
 * `Failed` comes and goes while one Job tries six times, and after its TTL a new Job begins, for ever. So failures are counted
 * from the first one, until it is Ready: what has failed for longer than a Job and its TTL last goes round in circles.
 * Source: nimcache_controller.go (backoffLimit 5, TTL 600 s); six attempts that fail at once take 311 s.
 */
function cachePhase(live: Live, phase: Phase, { before, now }: PhaseContext): Phase {
  const state = textAt(live.object, "status", "state");
  if (state === "Ready") return phase;
  const isFailing = state === "Failed" || phase.phase === "Failed";
  const failingSince = before?.failingSince ?? (isFailing ? new Date(now).toISOString() : undefined);
  if (failingSince === undefined) return phase;
  const elapsed = now - Date.parse(failingSince);
  const rounds = 1 + Math.max(0, Math.floor(elapsed / roundTakes));
  const wakeAt = Date.parse(failingSince) + rounds * roundTakes;
  if (rounds < loops) return { ...phase, failingSince, rounds, wakeAt };
  const message = `it fails again and again, for ${rounds} rounds of downloads now: ${phase.message}`;
  return { phase: "Failed", reason: "Looping", message, failingSince, rounds, wakeAt };
}

/** Milliseconds: 311 s of attempts and 600 s of TTL. */
const roundTakes = 911_000;
const loops = 2;

/** A status with its history: since when it is so, and a word when nothing has changed for long. */
export function withHistory(
  id: ResourceId,
  { wakeAt: _, ...now }: Phase & Pick<ResourceStatus, "waitsFor">,
  {
    before,
    time,
    deadline,
  }: { readonly before: ResourceStatus | undefined; readonly time: number; readonly deadline: number },
): ResourceStatus {
  const isSame = before?.phase === now.phase && before.reason === now.reason;
  const since = isSame ? before.since : new Date(time).toISOString();
  const isLong = now.phase === "Progressing" && time - Date.parse(since) >= deadline;
  const message = isLong
    ? `${now.message}; without a change for more than ${Math.round(deadline / 60_000)} minutes`
    : now.message;
  return { ...idOf(id), ...now, message, since };
}
