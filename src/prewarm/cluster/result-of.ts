import { textAt } from "../../nim/health/fields.ts";
import { jobProgress } from "../../nim/health/job-progress.ts";
import { kubectl } from "../../nim/health/kubectl.ts";
import type { LiveWorld, Surroundings } from "../../nim/health/surroundings.ts";
import type { Plan } from "../../plan/plan.ts";
import {
  type CacheResult,
  type Outcome,
  outcomes,
  type PrewarmCause,
  type PrewarmResult,
} from "../../report/prewarm-result.ts";
import type { CacheRun } from "./cache-run.ts";
import { cause } from "./cause.ts";
import type { PodLogs } from "./pod-logs.ts";

export interface Finished {
  readonly plan: Pick<Plan, "digest" | "cluster">;
  readonly server: string;
  readonly dryRun: boolean;
  readonly seconds: number;
  /** What was known of the cluster at the end. */
  readonly world: LiveWorld;
  readonly unseen: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  readonly logs: Pick<PodLogs, "tail" | "refused"> | undefined;
  bytesOf(run: CacheRun): number | undefined;
}

/** What a run found, for people and programs. */
export function resultOf(runs: readonly CacheRun[], finished: Finished): PrewarmResult {
  const { plan, server, dryRun, seconds } = finished;
  const caches = runs.map((run) => cacheResult(run, finished)).sort(byName);
  return {
    version: 1,
    digest: plan.digest,
    ...(plan.cluster === undefined ? {} : { cluster: plan.cluster }),
    server,
    dryRun,
    outcome: worstOf(caches),
    seconds: rounded(seconds),
    caches,
    notes: notesOf(finished),
  };
}

function worstOf(caches: readonly CacheResult[]): Outcome {
  return outcomes.find((outcome) => caches.some((cache) => cache.outcome === outcome)) ?? "ready";
}

function cacheResult(run: CacheRun, finished: Finished): CacheResult {
  const { plan, standing, outcome = "cancelled", did, uid, image } = run;
  const { namespace, name } = plan;
  const around = finished.world.around(namespace);
  const log = outcome === "ready" ? undefined : logOf(run, around, finished.logs);
  const done = finished.bytesOf(run);
  const planned = plan.download?.bytes;
  const stillRuns = outcome === "ready" ? undefined : stillRunning(run, outcome);
  return {
    kind: "NIMCache",
    namespace,
    name,
    ...(plan.location === undefined ? {} : { location: plan.location }),
    did,
    outcome,
    message: run.message,
    causes: [...run.causes, ...othersOf(run)].map((each) => withCommand(each, run)),
    ...(standing === undefined ? {} : { state: standing.state, claim: standing.claim }),
    ...(uid === undefined ? {} : { uid }),
    ...(image === undefined ? {} : { image }),
    ...(standing?.attempts === undefined ? {} : { attempts: standing.attempts }),
    ...(planned === undefined && done === undefined
      ? {}
      : {
          bytes: {
            ...(planned === undefined ? {} : { planned }),
            ...(done === undefined ? {} : { done }),
          },
        }),
    ...(standing?.profiles === undefined ? {} : { profiles: standing.profiles }),
    ...(log === undefined ? {} : { log }),
    ...(stillRuns === undefined ? {} : { stillRuns }),
    seconds: run.began === undefined ? 0 : rounded(((run.endedAt ?? run.began) - run.began) / 1000),
  };
}

/** There is always a way to look further, where there is something to look at. */
function withCommand(given: PrewarmCause, { cache, plan }: CacheRun): PrewarmCause {
  if (given.commands.length > 0 || cache === undefined) return given;
  const look = `see \`${kubectl(plan.namespace, "describe", "nimcache", plan.name)}\``;
  return cause(given.code, given.message, given.help === undefined ? look : `${given.help}; ${look}`);
}

/** What is to know beside what ended it. */
function othersOf(run: CacheRun): PrewarmCause[] {
  const { standing, outcome, plan } = run;
  // Where the API server did not take it, or it is Ready, nothing waits for them.
  const isWaiting = run.cache !== undefined && standing !== undefined && standing.state !== "Ready";
  const found = outcome === "planned" || (outcome !== "ready" && isWaiting) ? [...run.missing] : [];
  const { duplicated = [], notDownloaded = [] } = standing?.profiles ?? {};
  if (duplicated.length > 0) {
    const message = `status.profiles lists ${duplicated.length} of its profiles twice, after a write conflict of the operator`;
    const help =
      "nothing to do, but for a NIMBuild on this cache: it needs its profile named in spec.nimCache.profile";
    found.push(cause("ProfilesListedTwice", message, help));
  }
  if (notDownloaded.length > 0) {
    const message = `status.profiles lists ${notDownloaded.length} profiles that its Job did not download`;
    const help = `the spec was edited, or nodes came or went, while the Job ran; services that choose one of these download it anew: \`${kubectl(plan.namespace, "get", "job", `${plan.name}-job`, "-o", "yaml")}\``;
    found.push(cause("ProfilesNotDownloaded", message, help));
  }
  const known = new Set(run.causes.map(({ code }) => code));
  return found.filter(({ code }) => !known.has(code));
}

/** The newest pod of it that failed. */
function logOf({ plan }: CacheRun, around: Surroundings, logs: Finished["logs"]): CacheResult["log"] {
  const job = around.find("Job", `${plan.name}-job`);
  const manifestPod = around.find("Pod", `${plan.name}-pod`);
  const pods = [...(manifestPod ? [manifestPod] : []), ...(job ? jobProgress(job, around).pods : [])];
  const failed = pods.findLast((pod) => textAt(pod.object, "status", "phase") === "Failed");
  const lines = failed && logs?.tail(plan.namespace, failed.name);
  return failed && lines ? { pod: failed.name, lines } : undefined;
}

function stillRunning(run: CacheRun, outcome: Outcome): string | undefined {
  const { namespace, name } = run.plan;
  const wrote = run.did === "created" || run.did === "updated";
  const isThere = run.cache !== undefined || run.uid !== undefined;
  if (outcome === "planned" || outcome === "skipped" || outcome === "conflict") return undefined;
  if (!isThere) return wrote ? "it may have been applied; run prewarm again to see" : undefined;
  const look = `\`${kubectl(namespace, "get", "nimcache", name)}\``;
  if (outcome === "failed") return `the operator keeps the cache, and may try again by itself: ${look}`;
  return `the operator goes on with it: ${look}; prewarm again waits for the rest`;
}

/** What less was seen, and what that costs. */
function notesOf({ unseen, logs }: Finished): string[] {
  const notes = [...(unseen ?? [])].map(
    ([kind, namespaces]) =>
      `these credentials may not watch ${kind}s in ${listed(namespaces)}: ${costs[kind] ?? "less is known"}`,
  );
  if (logs !== undefined && logs.refused.size > 0) {
    notes.push(
      `these credentials may not read logs of pods in ${listed(logs.refused)}: what a download that failed said is not told`,
    );
  }
  return notes.sort();
}

function listed(namespaces: ReadonlySet<string>): string {
  return [...namespaces].sort().join(", ");
}

const costs: Readonly<Record<string, string>> = {
  Job: "a download that gave up is not told from one that tries again, so failures are waited for until the deadline",
  Pod: "why a pod does not start, or ended, is not told",
  PersistentVolumeClaim: "a claim that no volume is made for is not told",
  Event: "what the cluster warns of is not told",
};

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function byName(one: CacheResult, other: CacheResult): number {
  return compare(one.namespace, other.namespace) || compare(one.name, other.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
