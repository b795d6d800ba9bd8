import type { Demand, WorkloadDemand } from "../demand/demand.ts";
import type { Advice } from "../plan.ts";
import type { Trial } from "./trial.ts";
import { called, withPods } from "./with-workload.ts";

/** The most replicas of one service with which everything fits. */
export function fewerReplicas(trial: Trial, workloads: readonly WorkloadDemand[]): Advice[] {
  return workloads.flatMap((workload): Advice[] => {
    const replicas = replicasOf(workload);
    if (replicas === undefined || replicas < 2) return [];
    const found = trial.smallest(replicas - 1, (fewer) => ({
      demand: withReplicas(trial.demand, workload, replicas, replicas - fewer),
    }));
    if (!found) return [];
    const left = replicas - found.number;
    const message = `lower ${called(workload)} from ${replicas} replicas to ${left}`;
    return [{ code: "lower-replicas", message, verdict: found.verdict }];
  });
}

/** Leaders are as many as there are groups. Groups that stand apart are counted one by one, and left alone here. */
function replicasOf({ kind, pods }: WorkloadDemand): number | undefined {
  const counts = pods.map(({ count }) => count.minimum);
  const [first] = counts;
  if (kind !== "NIMService" || first === undefined || pods.some(({ of }) => of.includes(" of group ")))
    return undefined;
  const least = Math.min(...counts);
  return counts.every((count) => count % least === 0) ? least : undefined;
}

function withReplicas(demand: Demand, workload: WorkloadDemand, before: number, after: number): Demand {
  return withPods(demand, workload, (pod) => {
    const scaled = (count: number) => Math.min(count, Math.round((pod.count.minimum / before) * after));
    const { minimum, maximum, nodeLost, rollout } = pod.count;
    return {
      ...pod,
      count: { minimum: scaled(minimum), maximum, nodeLost: scaled(nodeLost), rollout: scaled(rollout) },
    };
  });
}
