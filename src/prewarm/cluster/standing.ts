import { claimOfCache } from "../../nim/health/claim-of-cache.ts";
import { textAt } from "../../nim/health/fields.ts";
import type { Health } from "../../nim/health/health.ts";
import { jobProgress } from "../../nim/health/job-progress.ts";
import { kubectl } from "../../nim/health/kubectl.ts";
import type { Live } from "../../nim/health/live.ts";
import { nimCacheHealth } from "../../nim/health/nim-cache.ts";
import type { Surroundings } from "../../nim/health/surroundings.ts";
import type { CacheResult, PrewarmCause } from "../../report/prewarm-result.ts";
import type { Task } from "../../report/progress.ts";
import { cause, causeOfHealth } from "./cause.ts";
import { compareProfiles } from "./compare-profiles.ts";
import { type Patience, patienceFor } from "./patience.ts";

/** How a cache stands at one moment. */
export interface Standing {
  /** Ready, whole, and with the profiles that are wanted; whether that lasts, the next moments tell. */
  readonly isReady: boolean;
  readonly task: Pick<Task, "stage" | "words">;
  /** Why it is not ready; absent while there is nothing to do but wait. */
  readonly cause?: PrewarmCause;
  /** How long the cause may stay before the cache is given up. */
  readonly patience: Patience;
  readonly claim: string;
  readonly state: string;
  readonly attempts?: NonNullable<CacheResult["attempts"]>;
  readonly profiles?: NonNullable<CacheResult["profiles"]>;
  /** Kinds that nobody may look at, and without which less can be said. */
  readonly unseen: readonly string[];
}

export interface Expectation {
  /** Profile ids of the plan; undefined where it does not know them. */
  readonly profiles: readonly string[] | undefined;
  /** The uid of a Job that had given up before we began: its failure is none of this run. */
  readonly oldFailure: string | undefined;
}

/** Judges one cache by what the cluster shows; pure. */
export function standingOf(cache: Live, around: Surroundings, expected: Expectation): Standing {
  const { unseen = [], ...health } = nimCacheHealth(cache, around);
  const job = around.find("Job", `${cache.name}-job`);
  const profiles = compareProfiles(expected.profiles, cache, job);
  const progress = job && jobProgress(job, around);
  const state = textAt(cache.object, "status", "state");
  const isFilled = state === "Ready";
  const facts = {
    state,
    claim: claimOfCache(cache),
    unseen: unseen.filter((kind) => !around.knows(kind)),
    ...(progress && { attempts: { failed: progress.failedAttempts, most: progress.mostAttempts } }),
    ...(profiles && isFilled && { profiles }),
  };
  if (health.health === "healthy") {
    if (profiles === undefined || profiles.missing.length === 0) {
      return { ...facts, isReady: true, task: { stage: "done", words: "ready" }, patience: "deadline" };
    }
    const missing = profilesMissing(profiles.missing, cache);
    return { ...facts, ...given(missing, "waiting", listTakes) };
  }
  if (health.reason === "DownloadFailed" && job !== undefined && job.uid === expected.oldFailure) {
    const old = failedBefore(health, job);
    return { ...facts, ...given(old, "waiting", "deadline") };
  }
  const isGettingOn = health.health === "progressing";
  const words = isGettingOn ? health.message : `${health.reason}: ${health.message}`;
  const task = { stage: stageOf(health), words } as const;
  if (isGettingOn) return { ...facts, isReady: false, task, patience: "deadline" };
  // Without the pods nobody knows whether the operator is past an error that it wrote once.
  const mayBePast = state === "NotReady" && !around.knows("Pod");
  return {
    ...facts,
    isReady: false,
    task,
    cause: causeOfHealth(health),
    patience: mayBePast ? "deadline" : patienceFor(health.reason),
  };
}

/** The list of profiles is written with the state, but read back by nobody: a moment for a second write. */
const listTakes = 3_000;

function given(why: PrewarmCause, stage: Task["stage"], patience: Patience) {
  return { isReady: false, task: { stage, words: why.message }, cause: why, patience };
}

function stageOf({ health, reason }: Health): Task["stage"] {
  if (health === "failed") return "failed";
  if (health === "blocked") return "waiting";
  return health === "degraded" || reason === "Retrying" ? "retrying" : "running";
}

function profilesMissing(ids: readonly string[], { namespace, name }: Live): PrewarmCause {
  const shown = ids
    .slice(0, 3)
    .map((id) => `${id.slice(0, 12)}…`)
    .join(", ");
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : "";
  return cause(
    "ProfilesMissing",
    `it is Ready without what the plan expects: ${shown}${more}`,
    `a filled cache never downloads again, and one without ids in spec.source.ngc.model.profiles chooses by the GPUs that the nodes have at that time: name the ids in a NIMCache of another name, or \`${kubectl(namespace, "delete", "nimcache", name)}\` and run again (that deletes a claim which it made)`,
  );
}

function failedBefore({ message }: Health, job: Live): PrewarmCause {
  return cause(
    "FailedBefore",
    `${message}; that was before this run, and the operator begins anew 10 minutes after the end of that Job`,
    `to begin at once: \`${kubectl(job.namespace, "delete", "job", job.name)}\``,
  );
}
