import type { LiveObject } from "../../kube/object.ts";
import type { Resource } from "../../manifest/resource.ts";
import { conditionOf } from "../../nim/health/condition.ts";
import { numberAt } from "../../nim/health/fields.ts";
import { kubectl } from "../../nim/health/kubectl.ts";
import { type Live, liveOf } from "../../nim/health/live.ts";
import type { Surroundings } from "../../nim/health/surroundings.ts";
import type { CachePlan } from "../../plan/plan.ts";
import type { Deed, Outcome, PrewarmCause } from "../../report/prewarm-result.ts";
import type { Task } from "../../report/progress.ts";
import { cause } from "./cause.ts";
import { type Decision, type DecisionContext, decide } from "./decide.ts";
import { imageOf } from "./image-of.ts";
import { type Standing, standingOf } from "./standing.ts";

/**
 * - `new`: nothing was decided, or one of the same name has to be gone first.
 * - `queued`: it is to be applied when its storage class has room.
 * - `applying`: that is under way.
 * - `waiting`: it is in the cluster, and not known to be ready.
 */
export type Phase = "new" | "queued" | "applying" | "waiting" | "ended";

export interface Sight {
  readonly live: LiveObject | undefined;
  readonly around: Surroundings;
  /** The log of one of its pods is on its way: it may hold the cause. */
  readonly isReadingLog?: boolean;
  /** By the clock of the run. */
  readonly now: number;
}

export interface CacheRunOptions {
  /** Milliseconds that it may take, from when it is applied or found. */
  readonly timeout: number;
  readonly dryRun: boolean;
  readonly decision: Pick<DecisionContext, "set" | "operatorVersion">;
}

/** One cache from the decision to the outcome. What it is told is what a cluster shows; it touches nothing itself. */
export class CacheRun {
  readonly id: string;
  readonly plan: CachePlan;
  readonly resource: Resource<"NIMCache">;
  readonly storageClass: string;
  readonly #options: CacheRunOptions;
  phase: Phase = "new";
  did: Deed = "nothing";
  outcome: Outcome | undefined;
  message = "";
  /** What ended it, or would if it stayed; then what else is to know. */
  causes: readonly PrewarmCause[] = [];
  /** Secrets and the like that were not there when it was looked at. */
  missing: readonly PrewarmCause[] = [];
  standing: Standing | undefined;
  uid: string | undefined;
  image: ReturnType<typeof imageOf>;
  cache: Live | undefined;
  began: number | undefined;
  endedAt: number | undefined;
  #words: Pick<Task, "stage" | "words"> = { stage: "waiting", words: "not looked at yet" };
  #generation = 0;
  #oldFailure: string | undefined;
  #hasToSettle = false;
  #readySince: number | undefined;
  #troubled:
    | { readonly since: number; readonly standing: Standing & { readonly cause: PrewarmCause } }
    | undefined;

  constructor(plan: CachePlan, resource: Resource<"NIMCache">, options: CacheRunOptions) {
    this.plan = plan;
    this.resource = resource;
    this.id = `${plan.namespace}/${plan.name}`;
    this.storageClass = plan.volume?.storageClass ?? "";
    this.#options = options;
  }

  get isOver(): boolean {
    return this.phase === "ended";
  }

  /** It waits for something outside and downloads nothing, so that another one may. Short troubles pass. */
  isStuck(now: number): boolean {
    const isWaiting = this.phase === "waiting" && this.#words.stage === "waiting";
    return isWaiting && this.#troubled !== undefined && now - this.#troubled.since >= stuckAfter;
  }

  /** For progress. */
  get words(): Pick<Task, "stage" | "words"> {
    return this.#words;
  }

  /** When it has to be looked at again though nothing changes. */
  get due(): number {
    const { since = 0, standing } = this.#troubled ?? {};
    const patience = standing?.patience;
    return Math.min(
      this.began === undefined ? Number.POSITIVE_INFINITY : this.began + this.#options.timeout,
      this.#readySince === undefined ? Number.POSITIVE_INFINITY : this.#readySince + settleTime,
      typeof patience === "number" ? since + patience : Number.POSITIVE_INFINITY,
    );
  }

  look(sight: Sight): void {
    this.cache = sight.live && liveOf(sight.live);
    if (this.cache) {
      this.uid = this.cache.uid;
      this.image = imageOf(this.cache, sight.around) ?? this.image;
    }
    if (this.phase === "new") this.#decide(sight);
    if (this.phase === "waiting") this.#judge(sight);
    const isLate = this.began !== undefined && sight.now - this.began >= this.#options.timeout;
    if (isLate && this.phase !== "ended") this.end("timed-out", sight.now);
  }

  /** Its storage class has room: from now on its time counts. */
  begin(now: number): void {
    this.phase = "applying";
    this.began = now;
    this.#words = { stage: "running", words: "it is applied" };
  }

  held(words: string): void {
    this.#words = { stage: "waiting", words };
  }

  applied(object: LiveObject, now: number): void {
    if (this.phase !== "applying") return;
    this.#generation = numberAt(object, "metadata", "generation") ?? 0;
    this.uid = object.metadata.uid === "" ? undefined : object.metadata.uid;
    this.#hasToSettle = true;
    this.phase = "waiting";
    if (this.#options.dryRun) this.end("planned", now);
  }

  end(outcome: Outcome, now: number, why?: PrewarmCause, others: readonly PrewarmCause[] = []): void {
    if (this.phase === "ended") return;
    const { phase } = this;
    this.phase = "ended";
    this.outcome = outcome;
    this.endedAt = now;
    const found = why ?? (outcome === "ready" || outcome === "planned" ? undefined : this.standing?.cause);
    this.causes = found === undefined ? [] : [found, ...others];
    this.message = found?.message ?? this.#lastWords(outcome, phase);
    const stage = stages[outcome];
    this.#words = { stage, words: `${outcome}${this.message === "" ? "" : `: ${this.message}`}` };
    if (outcome === "ready" || outcome === "planned") this.#words = { stage, words: this.message };
    const wrote = this.did === "created" || this.did === "updated";
    const isRefused = phase === "applying" && (outcome === "failed" || outcome === "conflict");
    if (wrote && (isRefused || phase === "new" || phase === "queued")) this.did = "nothing";
  }

  #decide({ live, around, now }: Sight): void {
    const { namespace, name } = this.plan;
    const job = around.find("Job", `${name}-job`);
    const context = { ...this.#options.decision, job, knowsJobs: around.knows("Job") };
    const decision = decide(this.resource, live, context);
    const hasFailed = job !== undefined && conditionOf(job.object, "Failed")?.isTrue === true;
    this.#oldFailure = hasFailed ? job.uid : undefined;
    this.#carryOut(decision, now, `NIMCache ${namespace}/${name}`);
  }

  #carryOut(decision: Decision, now: number, called: string): void {
    switch (decision.do) {
      case "create":
      case "update":
        this.did = decision.do === "create" ? "created" : "updated";
        this.phase = "queued";
        this.#words = { stage: "waiting", words: "waits for its turn" };
        return;
      case "nothing":
      case "wait-for-owner":
        this.did = decision.do === "nothing" ? "untouched" : "waited-for";
        this.began = now;
        this.phase = "waiting";
        return;
      case "wait-for-deletion":
        this.began ??= now;
        this.#words = {
          stage: "waiting",
          words: `another ${called} is being deleted, and has to be gone first`,
        };
        if (this.#options.dryRun) this.end("planned", now);
        return;
      case "skip": {
        const { code, message, help } = decision.reason;
        this.end("skipped", now, cause(code, message, help));
      }
    }
  }

  #judge({ around, isReadingLog = false, now }: Sight): void {
    const { cache } = this;
    if (cache === undefined) {
      if (this.standing !== undefined) this.end("failed", now, deleted(this.plan));
      return;
    }
    // The watch has not shown yet what we wrote.
    if ((cache.generation ?? 0) < this.#generation) return;
    const standing = standingOf(cache, around, {
      profiles: this.plan.profiles,
      oldFailure: this.#oldFailure,
    });
    this.standing = standing;
    this.#words = standing.task;
    if (standing.isReady) this.#ready(now);
    else this.#unready(standing, isReadingLog, now);
    if (this.#options.dryRun && this.outcome === undefined) this.end("planned", now);
  }

  #ready(now: number): void {
    this.#troubled = undefined;
    this.#readySince ??= now;
    if (this.#hasToSettle && now - this.#readySince < settleTime) {
      this.#words = { stage: "running", words: "it is Ready; a moment, whether it stays so" };
      return;
    }
    this.end("ready", now);
  }

  #unready(standing: Standing, isReadingLog: boolean, now: number): void {
    this.#hasToSettle = true;
    this.#readySince = undefined;
    const { cause: why } = standing;
    if (why === undefined) {
      this.#troubled = undefined;
      return;
    }
    const before = this.#troubled;
    const isVague = before !== undefined && saysLess(why, before.standing.cause);
    // What is said of it now may be more than at first.
    const told = isVague ? before.standing : { ...standing, cause: why };
    const since = before?.standing.cause.code === told.cause.code ? before.since : now;
    this.#troubled = { since, standing: told };
    if (isVague) {
      this.standing = told;
      this.#words = told.task;
    }
    if (typeof told.patience !== "number" || this.#options.dryRun) return;
    const limit = since + told.patience + (isReadingLog ? longestLogTakes : 0);
    if (now >= limit) this.end("failed", now, told.cause);
  }

  #lastWords(outcome: Outcome, phase: Phase): string {
    if (outcome === "ready") return this.#hasToSettle ? "ready" : "it was ready already";
    if (phase === "queued" && outcome !== "planned") return "it was not begun: others were before it";
    return this.standing?.task.words ?? this.#words.words;
  }
}

/**
 * Milliseconds that Ready has to last: after a write conflict of its own the operator takes it back for 0.2 seconds.
 * Source: recorded timelines; nimcache_controller.go.
 */
export const settleTime = 1_500;

/**
 * Between two pulls the kubelet says only that it waits (ImagePullBackOff), and older ones do not repeat why the last one failed
 * (kubernetes pkg/kubelet/images/image_manager.go): that is no other trouble.
 */
function saysLess(now: PrewarmCause, before: PrewarmCause): boolean {
  return now.code === "ImagePull" && pullTroubles.has(before.code);
}

const pullTroubles: ReadonlySet<string> = new Set([
  "ImageNotFound",
  "ImagePullDenied",
  "RegistryUnreachable",
]);

/** Milliseconds. */
const stuckAfter = 5_000;
/** Milliseconds that the end waits for a log, which a kubelet out of reach never gives. */
const longestLogTakes = 5_000;

const stages = {
  failed: "failed",
  conflict: "failed",
  skipped: "failed",
  "timed-out": "stopped",
  cancelled: "stopped",
  planned: "waiting",
  ready: "done",
} as const satisfies Record<Outcome, Task["stage"]>;

function deleted({ namespace }: CachePlan): PrewarmCause {
  return cause(
    "Deleted",
    "somebody deleted it while it was filled",
    `find out who delivers or prunes it, such as Flux or Argo CD, then run again; what is there now: \`${kubectl(namespace, "get", "nimcaches")}\``,
  );
}
