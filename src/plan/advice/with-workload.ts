import type { Demand, PodDemand, WorkloadDemand } from "../demand/demand.ts";

/** The demand with one workload in the place of that of its name, and its pods changed. */
export function withPods(
  demand: Demand,
  changed: WorkloadDemand,
  change: (pod: PodDemand) => PodDemand,
): Demand {
  const workloads = demand.workloads.map((workload) =>
    called(workload) === called(changed) ? { ...changed, pods: workload.pods.map(change) } : workload,
  );
  return { ...demand, workloads };
}

/** Such as `NIMService models/llama`. */
export function called({ kind, namespace, name }: WorkloadDemand): string {
  return `${kind} ${namespace}/${name}`;
}

/** The names of workloads; the first of many. */
export function listed(workloads: readonly WorkloadDemand[]): string {
  const names = workloads.map(called);
  return (names.length > 12 ? [...names.slice(0, 11), `${names.length - 11} more`] : names).join(", ");
}
