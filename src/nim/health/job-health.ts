import { claimOfCache } from "./claim-of-cache.ts";
import { claimTrouble } from "./claim-trouble.ts";
import { conditionOf } from "./condition.ts";
import { textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { type JobProgress, jobProgress } from "./job-progress.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import { podTrouble } from "./pod-trouble.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";
import { warningsAbout } from "./warnings-about.ts";

/** How a cache that is not Ready is, by its Job; `after` is what the operator says against it once the Job is done. */
export function jobHealth(job: Live, cache: Live, around: Surroundings, after: Health | undefined): Health {
  const progress = jobProgress(job, around);
  if (progress.isComplete) return after ?? finished(job, cache, around);
  if (progress.failure !== undefined) return gaveUp(job, progress, around);
  if (progress.isSuspended) {
    return {
      health: "blocked",
      reason: "JobSuspended",
      message: "its Job is suspended",
      help: `what suspended it (a queue such as Kueue) lets it go on: \`${kubectl(job.namespace, "describe", "job", job.name)}\``,
    };
  }
  const trouble = claimTrouble(claimOfCache(cache), around, cache.namespace);
  if (trouble !== undefined) return isRunning(progress.current) ? inVain(trouble) : trouble;
  if (progress.current !== undefined) return attempt(progress.current, progress, around);
  if (progress.isActiveUnseen) return { ...running(progress, "it downloads, or waits to"), unseen: ["Pod"] };
  if (progress.failedAttempts > 0) return betweenAttempts(job, progress, around);
  const refused = warningsAbout(job, around).find(({ reason }) => reason === "FailedCreate");
  if (refused !== undefined && progress.pods.length === 0) {
    return {
      health: "blocked",
      reason: "PodRefused",
      message: `the pod of its Job is refused: ${told(refused.message)}`,
      help: `a quota or an admission policy does not let it in: \`${kubectl(job.namespace, "describe", "job", job.name)}\``,
    };
  }
  return { health: "progressing", reason: "Downloading", message: "its Job has begun" };
}

/**
 * A Job that succeeded after a failed attempt still counts the failure, so that at each look the operator turns Ready
 * into Failed, or back; only Ready writes the claim. Source: nimcache_controller.go, reconcileJobStatus.
 */
function finished({ name, namespace }: Live, { object }: Live, { now }: Surroundings): Health {
  const wasReady = textAt(object, "status", "state") === "Failed" && textAt(object, "status", "pvc") !== "";
  const since = Date.parse(conditionOf(object, "NIM_CACHE_JOB_COMPLETED")?.since ?? "");
  const isJustNow = now !== undefined && now - since < aMoment;
  if (!wasReady || isJustNow)
    return { health: "progressing", reason: "Finishing", message: "the download is done" };
  const look = kubectl(namespace, "annotate", "--overwrite", "job", name, "look=1");
  return {
    health: "degraded",
    reason: "ReadyLost",
    message: "the download is done, but it says Failed again, as an earlier attempt had failed",
    help: `have the operator look once more, which sets it Ready: \`${look}\` (with another value each time); else it may download anew when its Job is removed, 10 minutes after the end`,
  };
}

/** Milliseconds in which the events of a Job that ends follow each other. */
const aMoment = 10_000;

/** The Job tries no more. Its TTL removes it after ten minutes, and then the operator begins anew. */
function gaveUp(job: Live, progress: JobProgress, around: Surroundings): Health {
  const cause = causeOfLast(progress, around);
  const why = cause === undefined ? "" : `: ${cause.message}`;
  const again = `\`${kubectl(job.namespace, "delete", "job", job.name)}\` starts anew at once, else the operator does 10 minutes after the end`;
  const look = cause?.help ?? `see \`${kubectl(job.namespace, "logs", `job/${job.name}`)}\``;
  const reason = told(progress.failure?.reason ?? "");
  return {
    health: "failed",
    reason: "DownloadFailed",
    message: `the download failed ${times(progress.failedAttempts)}, and its Job gave up (${reason})${why}`,
    help: `${look}; ${again}`,
  };
}

function isRunning(pod: Live | undefined): boolean {
  return textAt(pod?.object, "status", "phase") === "Running";
}

/** What the pod mounted before keeps it from nothing, and is gone with it. */
function inVain(trouble: Health): Health {
  return { ...trouble, health: "degraded", message: `it downloads, but ${trouble.message}` };
}

function attempt(pod: Live, progress: JobProgress, around: Surroundings): Health {
  const trouble = podTrouble(pod, around);
  if (trouble !== undefined) return trouble;
  return running(progress, isRunning(pod) ? "it downloads" : "the pod that downloads starts");
}

function running({ failedAttempts, mostAttempts }: JobProgress, doing: string): Health {
  if (failedAttempts === 0) return { health: "progressing", reason: "Downloading", message: doing };
  const message = `${doing} (attempt ${failedAttempts + 1} of ${mostAttempts})`;
  return { health: "progressing", reason: "Retrying", message };
}

function betweenAttempts(job: Live, progress: JobProgress, around: Surroundings): Health {
  const cause = causeOfLast(progress, around);
  const { failedAttempts, mostAttempts } = progress;
  return {
    health: "degraded",
    reason: "AttemptsFailed",
    message: `${failedAttempts} of ${mostAttempts} attempts to download failed${cause === undefined ? "" : `: ${cause.message}`}`,
    help: cause?.help ?? `see \`${kubectl(job.namespace, "logs", `job/${job.name}`)}\``,
  };
}

/** Why the newest of the pods that are over ended. */
function causeOfLast({ pods }: JobProgress, around: Surroundings): Health | undefined {
  const last = pods.findLast((pod) => textAt(pod.object, "status", "phase") === "Failed");
  return last === undefined ? undefined : podTrouble(last, around);
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
