import type { Effect } from "../apply/effect.ts";
import { keyOf } from "../decide/decision.ts";
import type { PassResult } from "../pass/pass.ts";
import type { NIMRepositoryStatus } from "../repository/types.ts";
import type { RecordedEvent } from "./event-recorder.ts";

/** What of a pass is worth a Kubernetes event. */
export function toldEvents(
  before: NIMRepositoryStatus | undefined,
  { status, effects, transient }: PassResult,
): RecordedEvent[] {
  const { attempted } = status.revision;
  const events: RecordedEvent[] = [];
  if (attempted !== undefined && attempted !== before?.revision.attempted) {
    events.push({ type: "Normal", reason: "NewRevision", message: `Git has ${attempted.slice(0, 12)}` });
  }
  for (const [did, reason] of deeds) {
    const those = effects.filter((effect) => effect.did === did);
    if (those.length === 0) continue;
    const type = did === "failed" ? "Warning" : "Normal";
    events.push({ type, reason, message: those.map(sentence).join("; ") });
  }
  const stalled = conditionOf(status, "Stalled");
  if (stalled?.status === "True" && stalled.message !== conditionOf(before, "Stalled")?.message) {
    events.push({ type: "Warning", reason: stalled.reason, message: stalled.message });
  }
  if (conditionOf(status, "Ready")?.status === "True" && conditionOf(before, "Ready")?.status !== "True") {
    events.push({
      type: "Normal",
      reason: "Healthy",
      message: `${status.summary} at ${attempted?.slice(0, 12)}`,
    });
  }
  if (transient !== undefined) events.push({ type: "Warning", reason: "TriedAgain", message: transient });
  return events;
}

const deeds: readonly (readonly [Effect["did"], string])[] = [
  ["created", "Created"],
  ["updated", "Updated"],
  ["corrected", "DriftCorrected"],
  ["adopted", "Adopted"],
  ["deleted", "Pruned"],
  ["failed", "NotApplied"],
];

function sentence(effect: Effect): string {
  return effect.message === undefined ? keyOf(effect) : `${keyOf(effect)}: ${effect.message}`;
}

function conditionOf(status: NIMRepositoryStatus | undefined, type: "Ready" | "Stalled") {
  return status?.conditions.find((condition) => condition.type === type);
}
