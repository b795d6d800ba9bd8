import { filledText } from "../repository/filled-text.ts";
import type { NIMRepository, NIMRepositoryStatus, ResourceStatus } from "../repository/types.ts";
import { reasonWords } from "./reason-words.ts";
import { type State, stateWithReason } from "./state-words.ts";

/**
 * How a NIMRepository is as a whole, with all its resources, those too that are not shown by name. Good only where the
 * newest commit was seen healthy after it was applied, and the spec is the one that this was seen of.
 */
export function standingOf({ metadata, spec, status }: NIMRepository): State {
  const conditions = status?.conditions ?? [];
  if (status === undefined || conditions.length === 0) return { tone: "none", words: "not known yet" };
  if (spec.suspend) return { tone: "none", words: "suspended" };
  const { resources } = status;
  const stalled = conditions.find(({ type }) => type === "Stalled");
  const ready = conditions.find(({ type }) => type === "Ready");
  const failed = resources.find(({ phase }) => phase === "Stalled") ?? ofPhase(resources, "Failed");
  if (stalled?.status === "True") {
    const why = stalled.reason === "ResourceStalled" ? failed?.reason : stalled.reason;
    return { tone: "bad", words: failedWords(why ?? "") };
  }
  if (failed) return { tone: "bad", words: failedWords(failed.reason) };
  const isCurrent = status.observedGeneration === metadata.generation;
  if (ready?.status === "True" && isCurrent) return { tone: "good", words: "ready" };
  const troubled = ofPhase(resources, "Blocked") ?? ofPhase(resources, "Degraded");
  if (troubled) return stateWithReason(troubled);
  return { tone: "busy", words: underWay(status, ready?.reason ?? "") };
}

export interface Counts {
  readonly ready: number;
  /** Of what Git has. */
  readonly total: number;
}

export function countsOf({ resources }: Pick<NIMRepositoryStatus, "resources">): Counts {
  const wanted = resources.filter(({ phase }) => phase !== "Orphaned" && phase !== "Deleting");
  return { ready: wanted.filter(({ phase }) => phase === "Healthy").length, total: wanted.length };
}

function ofPhase(resources: readonly ResourceStatus[], phase: ResourceStatus["phase"]) {
  return resources.find((resource) => resource.phase === phase);
}

function failedWords(reason: string): string {
  const why = reasonWords(reason);
  return why === undefined ? "failed" : `failed: ${why}`;
}

/** Bytes where they are known of all caches that are being filled, else how many resources are ready. */
function underWay(status: NIMRepositoryStatus, reason: string): string {
  const filling = status.resources.filter(
    ({ kind, phase }) => kind === "NIMCache" && phase === "Progressing",
  );
  const sizes = filling.map(({ bytes }) => ({ cached: bytes?.cached ?? 0, total: bytes?.total ?? 0 }));
  if (sizes.length > 0 && sizes.every(({ total }) => total > 0)) {
    const cached = sizes.reduce((sum, size) => sum + Math.min(size.cached, size.total), 0);
    const total = sizes.reduce((sum, size) => sum + size.total, 0);
    return `caching ${filledText({ cached, total })}`;
  }
  const { ready, total } = countsOf(status);
  if (total > 0) return `${ready}/${total} ready`;
  const why = reasonWords(reason);
  return why === undefined ? "waiting" : `waiting: ${why}`;
}
