import type { PassResult } from "../pass/pass.ts";
import type { NIMRepository } from "../repository/types.ts";
import type { EventRecorder } from "./event-recorder.ts";
import type { Metrics } from "./metrics.ts";
import type { Log } from "./redacting-log.ts";
import { toldEvents } from "./told-events.ts";

export interface Tellers {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: EventRecorder;
}

export interface Passed {
  readonly repository: NIMRepository;
  /** As it was before. */
  readonly before: NIMRepository["status"];
  readonly result: PassResult;
  readonly seconds: number;
}

/** What a pass did and found, for the log, the metrics and the events. */
export async function tellPass(
  { log, metrics, recorder }: Tellers,
  { repository, before, result, seconds }: Passed,
): Promise<void> {
  const { effects, status, transient } = result;
  const { namespace, name } = repository.metadata;
  const about = { repository: `${namespace}/${name}` };
  metrics.passed(seconds, outcomeOf(result));
  if (!result.isGone) metrics.tell(repository.metadata, status);
  for (const { did, message, ...id } of effects) {
    metrics.did(did);
    log[did === "failed" ? "warn" : "info"](`${did} ${id.kind} ${id.namespace}/${id.name}`, {
      ...about,
      ...(message !== undefined && { what: message }),
    });
  }
  if (transient !== undefined) log.warn("to be tried again", { ...about, error: transient });
  for (const event of toldEvents(before, result)) await recorder.record(repository, event);
}

function outcomeOf({ status, transient }: PassResult): "done" | "stalled" | "transient" {
  if (transient !== undefined) return "transient";
  const isStalled = status.conditions.some(({ type, status }) => type === "Stalled" && status === "True");
  return isStalled ? "stalled" : "done";
}
