import { beingDeleted } from "./being-deleted.ts";
import { claimOfCache } from "./claim-of-cache.ts";
import { claimTrouble } from "./claim-trouble.ts";
import { conditionOf } from "./condition.ts";
import { textAt } from "./fields.ts";
import { filledCache } from "./filled-cache.ts";
import type { Health } from "./health.ts";
import { jobHealth } from "./job-health.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import { manifestPodHealth } from "./manifest-pod.ts";
import { notPickedUp } from "./not-picked-up.ts";
import { operatorError } from "./operator-error.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * How a NIMCache is. Its own states say little: `Failed` comes and goes while its Job tries again, `Pending` is where a
 * Job rests that gave up, and conditions of earlier rounds stay. So the Job counts where it is known, and without it
 * no answer is `failed`. Source: k8s-nim-operator nimcache_controller.go, reconcileNIMCache and reconcileJobStatus.
 */
export function nimCacheHealth(cache: Live, around: Surroundings): Health {
  return (
    beingDeleted(cache) ??
    notPickedUp(cache, around) ??
    readyHealth(cache, around) ??
    beforeReady(cache, around)
  );
}

function readyHealth(cache: Live, around: Surroundings): Health | undefined {
  if (textAt(cache.object, "status", "state") !== "Ready") return undefined;
  const name = claimOfCache(cache);
  const trouble = claimTrouble(name, around, cache.namespace);
  if (trouble !== undefined) {
    return { ...trouble, health: "degraded", message: `it says Ready, but ${trouble.message}` };
  }
  return filledCache(cache, name, around);
}

function beforeReady(cache: Live, around: Surroundings): Health {
  const job = around.find("Job", `${cache.name}-job`);
  const error = errorOf(cache);
  const pod = around.find("Pod", `${cache.name}-pod`);
  const waitsForPod =
    error !== undefined && (/^Pod ".*" not found$/i.test(error.trim()) || isPast(cache, pod));
  if (job !== undefined && !job.isDeleting) {
    // An error beside a finished download is about what comes after it, or the manifest is read once more.
    const again = waitsForPod ? manifestPodHealth(cache, pod, around) : undefined;
    const after = again ?? (error === undefined ? undefined : operatorError(error, cache));
    return jobHealth(job, cache, around, after);
  }
  if (error !== undefined && !waitsForPod) return errorHealth(error, cache, around);
  const state = textAt(cache.object, "status", "state");
  if (pod !== undefined || waitsForPod || state === "" || state === "PVC-Created") {
    return manifestPodHealth(cache, pod, around);
  }
  if (job?.isDeleting === true) {
    return progressing("JobReplaced", "its Job is being removed, and another one follows");
  }
  return around.knows("Job")
    ? progressing("JobAwaited", "the operator makes its Job")
    : byStateAlone(cache, state);
}

/**
 * Whether the operator came past its error: it has made the manifest pod since, and writes no status while that does not
 * run. Of several new caches all but one are told so that the service account is there already. Source:
 * nimcache_controller.go, reconcileModelManifest.
 */
function isPast({ object }: Live, pod: Live | undefined): boolean {
  const since = Date.parse(conditionOf(object, failedReconcile)?.since ?? "");
  return (
    pod?.created !== undefined && textAt(pod.object, "status", "phase") === "Pending" && pod.created >= since
  );
}

function errorHealth(error: string, cache: Live, around: Surroundings): Health {
  const found = operatorError(error, cache);
  const isThereNow = around.find("PersistentVolumeClaim", claimOfCache(cache)) !== undefined;
  if (found.reason !== "ClaimMissing" || !isThereNow) return found;
  return progressing("Retrying", "its claim is there now, and the operator looks again");
}

const failedReconcile = "NIM_CACHE_RECONCILE_FAILED";

/** Source: nimcache_controller.go, which sets NotReady with each error of a reconcile. */
function errorOf({ object }: Live): string | undefined {
  const failed = conditionOf(object, failedReconcile);
  const counts = failed?.isTrue === true && textAt(object, "status", "state") === "NotReady";
  return counts ? failed.message : undefined;
}

/** What can be said without the Job: `failed` never. */
function byStateAlone(cache: Live, state: string): Health {
  const jobFailed = conditionOf(cache.object, "NIM_CACHE_JOB_COMPLETED")?.isFalse === true;
  const unseen = ["Job", "Pod"];
  if (state === "Failed" || (state === "Pending" && jobFailed)) {
    return {
      health: "degraded",
      reason: "AttemptsFailed",
      message: `it says ${state}: an attempt to download failed; whether another follows only its Job tells`,
      help: `see \`${kubectl(cache.namespace, "get", "job", `${cache.name}-job`)}\` and \`${kubectl(cache.namespace, "logs", `job/${cache.name}-job`)}\``,
      unseen,
    };
  }
  const message = jobFailed ? "it downloads again after a failed attempt" : "it downloads, or waits to";
  return { ...progressing(jobFailed ? "Retrying" : "Downloading", message), unseen };
}

function progressing(reason: string, message: string): Health {
  return { health: "progressing", reason, message };
}
