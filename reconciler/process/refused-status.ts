import type { Reporting } from "../pass/reported.ts";
import { emptyStatus } from "../pass/status-of.ts";
import type { NIMRepository, NIMRepositoryStatus } from "../repository/types.ts";
import { refusedReports } from "../statuses/refused-reports.ts";

/** The status of a NIMRepository with which nothing can be begun; what it owns stays in its ledger. */
export function refusedStatus(
  { generation }: Pick<NIMRepository["metadata"], "generation">,
  before: NIMRepositoryStatus = emptyStatus,
  { reason, message }: { readonly reason: string; readonly message: string },
  now: number,
): NIMRepositoryStatus {
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const condition = (type: "Ready" | "Reconciling" | "Stalled", status: "True" | "False") => {
    const old = before.conditions.find((each) => each.type === type);
    const isSame = old?.status === status;
    const lastTransitionTime = isSame ? old.lastTransitionTime : new Date(now).toISOString();
    return { type, status, reason, message, lastTransitionTime, ...observed };
  };
  return {
    ...before,
    ...observed,
    conditions: [
      condition("Ready", "False"),
      condition("Reconciling", "False"),
      condition("Stalled", "True"),
    ],
  };
}

/** The same with the commits that GitHub is told of: those that are pending end after the grace. */
export function withoutPending(
  status: NIMRepositoryStatus,
  { reporting, grace }: { readonly reporting: Reporting | undefined; readonly grace: number },
  now: number,
): { readonly status: NIMRepositoryStatus; readonly wakeAt: number | undefined } {
  if (reporting === undefined || status.reports === undefined) return { status, wakeAt: undefined };
  const { isSaid } = reporting;
  const { reports, wakeAt } = refusedReports(status.reports, { grace, isSaid, now });
  const { reports: _, ...rest } = status;
  return { status: reports.length === 0 ? rest : { ...rest, reports }, wakeAt };
}
