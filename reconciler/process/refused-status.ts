import { emptyStatus } from "../pass/status-of.ts";
import type { NIMRepository, NIMRepositoryStatus } from "../repository/types.ts";

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
