import type { Clock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import type { Watch, WatchEvent, WatchFault } from "../../src/kube/watch.ts";
import { valueAt } from "../../src/nim/value.ts";
import type { PoolPlan } from "../../src/plan/plan.ts";
import { missingRight } from "../apply/missing-right.ts";
import type { Judge } from "../pass/judge.ts";
import { repositoryKind } from "../repository/kind.ts";
import type { SourceLimits } from "../source/limits.ts";
import { noCommit } from "../statuses/commit-now.ts";
import { askedOf } from "./asked.ts";
import { type CommitReporter, commitReporter } from "./commit-reporter.ts";
import type { EventRecorder } from "./event-recorder.ts";
import { GitLooks } from "./git-looks.ts";
import { LiveCopies, type OpenWatch } from "./live-copies.ts";
import type { Metrics } from "./metrics.ts";
import { noting } from "./noting.ts";
import { OpenedSources } from "./opened-sources.ts";
import { PassFailed } from "./pass-failed.ts";
import type { Log } from "./redacting-log.ts";
import { RepositoryWorker } from "./repository-worker.ts";
import { tellPass } from "./tell-pass.ts";
import type { PushedCommit } from "./webhook/pushed-commit.ts";
import { Witness } from "./witness.ts";
import { WorkQueue } from "./work-queue.ts";

export interface ControllerSettings {
  /** Whose writes are refused when we no longer lead. */
  readonly cluster: Cluster;
  /** Where NIMRepositories are looked for; everywhere when left out. */
  readonly namespace: string | undefined;
  /** For what Git fetches; everything in it is ours. */
  readonly folder: string;
  readonly allowedNamespaces: readonly string[] | undefined;
  readonly gitHosts: readonly string[] | undefined;
  readonly causes: boolean;
  /** Whether the kubelets may be asked how full volumes are. */
  readonly bytes: boolean;
  readonly clusterWide: boolean;
  readonly judge: Judge;
  /** How the cluster is called on GitHub; nothing is told there when left out. */
  readonly clusterName: string | undefined;
  /** Throws where we no longer lead. */
  readonly mayWrite: () => unknown;
  readonly userAgent: string;
  readonly limits?: Partial<SourceLimits>;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly random: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: EventRecorder;
}

/**
 * Brings all NIMRepositories on, for as long as we lead. Nothing in it waits for a model, nor does one repository wait for
 * another one's Git server: an event, or a moment that was noted, leads to the next pass.
 */
export class Controller {
  readonly #settings: ControllerSettings;
  readonly #stopping = new AbortController();
  readonly #copies: LiveCopies;
  readonly #passes: WorkQueue;
  readonly #looks: GitLooks;
  readonly #workers = new Map<string, RepositoryWorker>();
  readonly #cluster: Cluster;
  readonly #repositories: Watch;
  readonly #sources: OpenedSources;
  readonly #reporter: CommitReporter;

  constructor(settings: ControllerSettings) {
    this.#settings = settings;
    const { cluster, namespace, clock, causes, clusterWide } = settings;
    const onFault = (kind: string, fault: WatchFault) => this.#faulted(kind, fault);
    this.#copies = new LiveCopies({
      cluster,
      clock,
      causes,
      clusterWide,
      onChange: (changed, object) => {
        for (const key of this.#copies.lookers(changed)) {
          if (object === undefined || this.#workers.get(key)?.concerns(object))
            this.#passes.wake(key, gathering);
        }
      },
      onFault,
      witness: this.#witness(),
    });
    this.#cluster = noting(cluster, (object) => this.#copies.wrote(object));
    const onError = (key: string, error: unknown) => this.#failed(key, error);
    this.#passes = new WorkQueue({ work: (key) => this.#pass(key), onError, width: mostPasses, clock });
    const onNews = (key: string, wait: number) => this.#passes.wake(key, wait);
    this.#looks = new GitLooks({ ...settings, workers: this.#workers, onNews, onError });
    this.#sources = new OpenedSources(settings);
    this.#reporter = commitReporter(settings, (key) => this.#passes.wake(key));
    const { apiVersion, kind } = repositoryKind;
    this.#repositories = cluster.watch(
      { apiVersion, kind },
      {
        ...(namespace !== undefined && { namespace }),
        onEvent: (event) => this.#changed(event),
        onFault: (fault) => onFault(kind, fault),
      },
    );
  }

  /** Why the NIMRepositories are not known; undefined where they are. */
  get notReady(): string | undefined {
    const { synced, fault } = this.#repositories;
    if (synced) return undefined;
    const why = fault?.error && (missingRight(fault.error) ?? fault.message);
    return `the NIMRepositories are not listed yet${why === undefined ? "" : `: ${why}`}`;
  }

  /** NIMRepositories that wait for their turn. */
  get queued(): number {
    return this.#passes.depth;
  }

  watches(): readonly OpenWatch[] {
    const { namespace } = this.#settings;
    return [{ kind: repositoryKind.kind, namespace, watch: this.#repositories }, ...this.#copies.watches()];
  }

  /** Nodes with the pods that the plan of a repository puts there; undefined where that is not known yet. */
  fleetOf(namespace: string, name: string): readonly PoolPlan[] | undefined {
    return this.#workers.get(`${namespace}/${name}`)?.fleet;
  }

  /** A webhook told of a push: whoever follows that repository looks now. */
  pushed(commit: PushedCommit): void {
    this.#looks.pushed(commit);
  }

  /** What was begun may end for so long; then it is called off. Nothing is written any more afterwards. */
  async stop(grace: number): Promise<void> {
    const { clock } = this.#settings;
    const callOff = clock.after(grace, () => this.#stopping.abort());
    const passes = this.#passes.stop();
    const looks = this.#looks.stop();
    await passes;
    callOff();
    // Nobody needs what Git would still say.
    this.#stopping.abort();
    await Promise.all([
      looks,
      this.#repositories.stop(),
      this.#copies.stop(),
      this.#reporter.stop(Math.min(grace, lastWords)),
    ]);
  }

  #witness(): Witness | undefined {
    const { cluster, clock, causes, bytes, log } = this.#settings;
    if (!causes) return undefined;
    return new Witness({
      ...{ cluster, clock, bytes, signal: this.#stopping.signal },
      onNews: (namespace) => {
        for (const key of this.#copies.lookers(namespace)) this.#passes.wake(key, gathering);
      },
      onRefused: (what) =>
        log.warn(`the controller may not get ${what}: less is told; see docs/reconciler.md for the right`),
    });
  }

  #changed(event: WatchEvent): void {
    const { object } = event;
    const key = keyOf(object);
    const worker = this.#workers.get(key);
    if (event.type === "removed") {
      if (worker?.uid === object.metadata.uid) this.#forget(key, worker);
      return;
    }
    if (worker === undefined || worker.uid !== object.metadata.uid) {
      if (worker) this.#forget(key, worker);
      this.#workers.set(key, this.#workerOf(key, object));
      this.#passes.wake(key);
      return;
    }
    worker.see(object);
    if (event.type !== "changed") return;
    // Its status is ours; what else changes is somebody's wish.
    const isAsked = askedOf(object) !== askedOf(event.before);
    const isOther = facts.some((path) => valueAt(object, path) !== valueAt(event.before, path));
    if (isAsked || isOther) this.#looks.wakeAnew(key);
    if (isOther) this.#passes.wake(key);
  }

  #workerOf(key: string, object: LiveObject): RepositoryWorker {
    const { allowedNamespaces, judge, clock, wall, random } = this.#settings;
    return new RepositoryWorker(object, {
      cluster: this.#cluster,
      live: this.#copies,
      want: (namespaces) => this.#copies.want(key, namespaces),
      open: (repository) => this.#sources.open(repository, (asked) => this.#looks.wake(key, 0, asked)),
      reporting: () => this.#reporter.reportingOf(key),
      allowedNamespaces,
      judge,
      clock,
      wall,
      random,
      signal: this.#stopping.signal,
    });
  }

  #forget(key: string, worker: RepositoryWorker): void {
    const { metrics, recorder } = this.#settings;
    this.#workers.delete(key);
    this.#passes.forget(key);
    this.#looks.forget(key);
    this.#copies.forget(key);
    this.#reporter.forget(key);
    const { namespace = "", name } = worker.object.metadata;
    metrics.forget({ namespace, name });
    recorder.forget(worker.uid);
    this.#sources.remove(worker.uid);
  }

  async #pass(key: string): Promise<void> {
    const worker = this.#workers.get(key);
    if (worker === undefined) return;
    const { clock, metrics, log } = this.#settings;
    const startedAt = clock.now();
    const { repository, before, result, refused, lastWords: ended, again, needsLook } = await worker.pass();
    if (needsLook) this.#looks.wake(key);
    if (repository && result) {
      const seconds = (clock.now() - startedAt) / 1000;
      if (this.#workers.get(key) === worker) this.#reporter.tell(key, repository, result);
      await tellPass(this.#settings, { repository, before, result, seconds });
    }
    const { namespace = "", name } = worker.object.metadata;
    if (refused) {
      metrics.tell({ namespace, name }, refused);
      log.warn("cannot be begun with", { repository: key, error: refused.conditions[0]?.message });
      if (ended && this.#workers.get(key) === worker) {
        this.#reporter.tell(key, ended.repository, { status: ended.status, commit: noCommit });
      }
    }
    // It went during its pass: what was told of it now would stay for ever.
    if (!this.#workers.has(key)) metrics.forget({ namespace, name });
    if (again !== undefined && this.#workers.get(key) === worker) this.#passes.wake(key, again);
  }

  #failed(key: string, error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const { log, metrics } = this.#settings;
    if (error instanceof ClusterError && error.reason === "aborted") return;
    if (error instanceof PassFailed) {
      metrics.passed(0, "failed");
      log.warn("the API server did not take it", { repository: key, error: error.message });
      this.#passes.wake(key, error.again);
      return;
    }
    // A fault of ours: it must not end what other repositories need, nor be tried in a circle.
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error("internal error; please report it with this trace", { repository: key, error: trace });
    metrics.passed(0, "failed");
    this.#passes.wake(key, afterFault);
    this.#looks.wake(key, afterFault);
  }

  #faulted(kind: string, { fault, message, retryInMilliseconds }: WatchFault): void {
    const { log, metrics } = this.#settings;
    metrics.fault(kind, fault);
    const level = fault === "expired" || fault === "reset" ? "info" : "warn";
    log[level]("a watch was interrupted", { kind, fault, error: message, retryInMilliseconds });
  }
}

/** Milliseconds: changes often come in twos and threes. */
const gathering = 150;
const afterFault = 60_000;
/** What GitHub is being told may take so long when we are to end. */
const lastWords = 2_000;
const mostPasses = 8;

/** What of a NIMRepository somebody else than us changes. */
const facts = [
  ["metadata", "generation"],
  ["metadata", "deletionTimestamp"],
] as const;

function keyOf({ metadata }: LiveObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
