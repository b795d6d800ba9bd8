import { valueAt } from "../value.ts";
import { conditionOf } from "./condition.ts";
import { numberAt, textAt } from "./fields.ts";
import { isOwnedBy, type Live, labelOf } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";

/** How far a Job is. */
export interface JobProgress {
  readonly isComplete: boolean;
  /** Why it is over without success; undefined while another attempt may follow. */
  readonly failure: { readonly reason: string; readonly message: string } | undefined;
  readonly isSuspended: boolean;
  readonly failedAttempts: number;
  /** How many attempts there are at most. */
  readonly mostAttempts: number;
  /** Oldest first. */
  readonly pods: readonly Live[];
  /** A pod that is not over. */
  readonly current: Live | undefined;
  /** Whether the Job counts a pod that nobody has looked at. */
  readonly isActiveUnseen: boolean;
}

export function jobProgress(job: Live, around: Surroundings): JobProgress {
  const { object } = job;
  const failed = conditionOf(object, "Failed");
  const pods = around
    .all("Pod")
    .filter((pod) => isOf(pod, job))
    .sort(byAge);
  const over = pods.filter((pod) => textAt(pod.object, "status", "phase") === "Failed").length;
  return {
    isComplete: conditionOf(object, "Complete")?.isTrue === true,
    failure: failed?.isTrue === true ? failed : undefined,
    isSuspended: valueAt(object, ["spec", "suspend"]) === true,
    failedAttempts: Math.max(numberAt(object, "status", "failed") ?? 0, over),
    mostAttempts: (numberAt(object, "spec", "backoffLimit") ?? 6) + 1,
    pods,
    current: pods.findLast(
      (pod) => !pod.isDeleting && ["Pending", "Running"].includes(textAt(pod.object, "status", "phase")),
    ),
    isActiveUnseen: !around.knows("Pod") && (numberAt(object, "status", "active") ?? 0) > 0,
  };
}

function isOf(pod: Live, job: Live): boolean {
  return (
    isOwnedBy(pod, "Job", job.name) ||
    labelOf(pod, "batch.kubernetes.io/job-name") === job.name ||
    labelOf(pod, "job-name") === job.name
  );
}

function byAge(a: Live, b: Live): number {
  return (a.created ?? 0) - (b.created ?? 0);
}
