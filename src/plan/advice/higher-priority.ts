import type { WorkloadDemand } from "../demand/demand.ts";
import type { Advice } from "../plan.ts";
import type { Trial } from "./trial.ts";
import { listed, withPods } from "./with-workload.ts";

/** A priority above all others for those that may find no place; what they evict must find one elsewhere. */
export function higherPriority(trial: Trial, stranded: readonly WorkloadDemand[]): Advice[] {
  const [first] = stranded;
  if (!first) return [];
  const highest = Math.max(
    0,
    ...trial.demand.workloads.flatMap(({ pods }) => pods.map(({ priority }) => priority)),
  );
  const demand = stranded.reduce(
    (before, workload) =>
      withPods(before, workload, (pod) => ({ ...pod, priority: highest + 1, evicts: true })),
    trial.demand,
  );
  const verdict = trial.with({ demand });
  if (verdict === undefined) return [];
  const message = `give ${listed(stranded)} a priorityClassName above the others': its pods then evict those that stand in the way`;
  return [{ code: "raise-priority", message, verdict }];
}
