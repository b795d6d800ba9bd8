import { bounded } from "../../src/nim/bounded.ts";
import type { Outcome } from "../apply/carry-out.ts";
import { type Decision, keyOf } from "../decide/decision.ts";
import type {
  Condition,
  HistoryEntry,
  NIMRepository,
  NIMRepositoryStatus,
  ResourceStatus,
  StatusFinding,
} from "../repository/types.ts";
import type { Trouble } from "./trouble.ts";

/** What a pass found out, to be told in the status. */
export interface Findings {
  /** The newest commit; undefined where nobody could be asked yet. */
  readonly attempted: string | undefined;
  /** What named it. */
  readonly ref: string | undefined;
  /** Whether what was decided upon is that commit, and not the last good one before it. */
  readonly isNewest: boolean;
  /** Why nothing of the newest commit is applied. */
  readonly stall: Trouble | undefined;
  /** What may pass by itself. */
  readonly transient: Trouble | undefined;
  /** Whether Git was asked, which is what the annotation nimops.dev/reconcile asks for. */
  readonly answers: boolean;
  readonly findings: readonly StatusFinding[];
  /** Undefined where nothing could be decided. */
  readonly decided: { readonly decision: Decision; readonly outcome: Outcome } | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The status after a pass; nothing in it changes where nothing has changed, so that it need not be written. */
export function statusOf(
  repository: NIMRepository,
  before: NIMRepositoryStatus,
  found: Findings,
): NIMRepositoryStatus {
  const { decided, attempted, isNewest, stall } = found;
  const resources = decided ? afterEffects(decided, found.now) : before.resources;
  const wanted = resources.filter(({ phase }) => phase !== "Orphaned" && phase !== "Deleting");
  const isApplied = isNewest && decided !== undefined && wanted.every(({ phase }) => applied.has(phase));
  const isHealthy = isApplied && wanted.length > 0 && wanted.every(({ phase }) => phase === "Healthy");
  const revision = {
    ...before.revision,
    ...(attempted !== undefined && { attempted }),
    ...(found.ref !== undefined && { ref: bounded(found.ref, longestRef) }),
    ...(isApplied && attempted !== undefined && { applied: attempted }),
    ...(isHealthy && attempted !== undefined && { healthy: attempted }),
  };
  const outcome = stall ? "Stalled" : isHealthy ? "Healthy" : isApplied ? "Applied" : "Progressing";
  const { generation, annotations } = repository.metadata;
  const asked = (found.answers && annotations?.["nimops.dev/reconcile"]) || before.lastHandledReconcileAt;
  const stalled = wanted.find(({ phase }) => phase === "Stalled");
  const summary = summaryOf(wanted);
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    conditions: conditionsOf(before.conditions, {
      summary,
      stall:
        stall ?? (stalled && { reason: "ResourceStalled", message: `${keyOf(stalled)}: ${stalled.message}` }),
      transient: found.transient,
      isKnown: decided !== undefined,
      isHealthy,
      worst: wanted.find(({ phase }) => phase !== "Healthy"),
      time: new Date(found.now).toISOString(),
      generation,
    }),
    revision,
    ledger: decided?.outcome.ledger ?? before.ledger,
    resources,
    summary,
    findings: found.findings,
    history: historyOf(before.history, attempted, outcome, stall?.message, found.now),
    ...(asked === undefined ? {} : { lastHandledReconcileAt: asked }),
  };
}

/** As in spec.ref. */
const longestRef = 255;

/** In which a resource is as Git says, whether well or not. */
const applied: ReadonlySet<ResourceStatus["phase"]> = new Set([
  "Progressing",
  "Healthy",
  "Degraded",
  "Blocked",
  "Failed",
]);

/** What was applied in this pass is on its way; what could not be is told why. */
function afterEffects(
  { decision, outcome }: NonNullable<Findings["decided"]>,
  now: number,
): ResourceStatus[] {
  const effects = new Map(outcome.effects.map((effect) => [keyOf(effect), effect]));
  const since = new Date(now).toISOString();
  return decision.resources.map((status): ResourceStatus => {
    const effect = effects.get(keyOf(status));
    if (effect === undefined) return status;
    const { waitsFor: _, ...rest } = status;
    if (effect.did === "failed") {
      const message = effect.message ?? status.message;
      if (status.phase === "Deleting") return { ...rest, reason: "DeleteFailed", message };
      return { ...rest, phase: "Stalled", reason: effect.reason ?? "Failed", message, since };
    }
    if (effect.did === "postponed") return { ...status, message: effect.message ?? status.message };
    if (effect.did === "deleted")
      return { ...rest, phase: "Deleting", reason: "Pruned", message: "it is deleted" };
    return {
      ...rest,
      phase: "Progressing",
      reason: "JustApplied",
      message: "it was applied, and the operator takes it up",
      since,
    };
  });
}

function summaryOf(wanted: readonly ResourceStatus[]): string {
  const ready = wanted.filter(({ phase }) => phase === "Healthy").length;
  const words = [`${ready} of ${wanted.length} ready`];
  for (const [phase, verb] of [
    ["Waiting", "waiting"],
    ["Stalled", "stalled"],
    ["Failed", "failed"],
    ["Degraded", "degraded"],
    ["Blocked", "blocked"],
  ] as const) {
    const count = wanted.filter((status) => status.phase === phase).length;
    if (count > 0) words.push(`${count} ${verb}`);
  }
  return words.join(", ");
}

interface Standing {
  readonly summary: string;
  readonly stall: Trouble | undefined;
  readonly transient: Trouble | undefined;
  readonly isKnown: boolean;
  readonly isHealthy: boolean;
  readonly worst: ResourceStatus | undefined;
  readonly time: string;
  readonly generation: number | undefined;
}

/** As kstatus reads them: Stalled or Reconciling is true only while that is so, and Ready only when all is done. */
function conditionsOf(before: readonly Condition[], standing: Standing): Condition[] {
  const { stall, transient, isHealthy, isKnown, worst, summary, time, generation } = standing;
  const detail = worst === undefined ? summary : `${summary}; ${keyOf(worst)}: ${worst.message}`;
  const isReconciling = !stall && (!isHealthy || transient !== undefined);
  const ready =
    stall ??
    (isHealthy
      ? { reason: "Healthy", message: summary }
      : (transient ?? { reason: worst?.reason ?? "Progressing", message: detail }));
  const reconciling = transient ?? { reason: worst?.phase ?? "Progressing", message: detail };
  const wanted: readonly Omit<Condition, "lastTransitionTime">[] = [
    {
      type: "Ready",
      status: isHealthy && !stall ? "True" : isKnown || stall ? "False" : "Unknown",
      ...ready,
    },
    {
      type: "Reconciling",
      status: isReconciling ? "True" : "False",
      ...(isReconciling ? reconciling : { reason: stall ? "Stalled" : "Done", message: summary }),
    },
    {
      type: "Stalled",
      status: stall ? "True" : "False",
      ...(stall ?? { reason: "NotStalled", message: "nothing keeps it from going on" }),
    },
  ];
  return wanted.map((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : time;
    const { type, status, reason, message } = condition;
    return {
      type,
      status,
      reason,
      message,
      lastTransitionTime,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
  });
}

function historyOf(
  before: readonly HistoryEntry[],
  revision: string | undefined,
  outcome: HistoryEntry["outcome"],
  message: string | undefined,
  now: number,
): readonly HistoryEntry[] {
  if (revision === undefined) return before;
  const time = new Date(now).toISOString();
  const [newest, ...older] = before;
  const isSame = newest?.revision === revision;
  const rest = isSame
    ? older
    : before.map((entry) =>
        entry.endedAt === undefined ? { ...entry, outcome: superseded(entry), endedAt: time } : entry,
      );
  // What was healthy once stays so in the history; how it is now the conditions tell.
  if (isSame && newest.outcome === "Healthy") return before;
  const entry: HistoryEntry = {
    revision,
    outcome,
    ...(message === undefined ? {} : { message }),
    startedAt: isSame ? newest.startedAt : time,
    ...(outcome === "Healthy" && { endedAt: time }),
  };
  return [entry, ...rest].slice(0, mostHistory);
}

function superseded({ outcome }: HistoryEntry): HistoryEntry["outcome"] {
  return outcome === "Progressing" || outcome === "Applied" ? "Superseded" : outcome;
}

const mostHistory = 10;

export const emptyStatus: NIMRepositoryStatus = {
  conditions: [],
  revision: {},
  ledger: [],
  resources: [],
  summary: "",
  findings: [],
  history: [],
};
