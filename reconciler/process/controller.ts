import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import type { Watch, WatchEvent, WatchFault } from "../../src/kube/watch.ts";
import { valueAt } from "../../src/nim/value.ts";
import type { ReadLintChoice } from "../pass/lint-choice.ts";
import { repositoryKind } from "../repository/kind.ts";
import type { NIMRepository } from "../repository/types.ts";
import type { SourceLimits } from "../source/limits.ts";
import type { Source } from "../source/source.ts";
import { sourceFor } from "../source/source-for.ts";
import { askedOf } from "./asked.ts";
import type { EventRecorder } from "./event-recorder.ts";
import { LiveCopies, type OpenWatch } from "./live-copies.ts";
import type { Metrics } from "./metrics.ts";
import { noting } from "./noting.ts";
import { PassFailed } from "./pass-failed.ts";
import type { Log } from "./redacting-log.ts";
import { RepositoryWorker } from "./repository-worker.ts";
import { secretReader } from "./secret-reader.ts";
import { tellPass } from "./tell-pass.ts";
import { isOf, type PushedCommit } from "./webhook/pushed-commit.ts";
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
  readonly clusterWide: boolean;
  /** How a nimops.yaml is read. */
  readonly readLint: ReadLintChoice | undefined;
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
  readonly #looks: WorkQueue;
  readonly #workers = new Map<string, RepositoryWorker>();
  readonly #cluster: Cluster;
  readonly #repositories: Watch;
  readonly #folders = new Map<string, string>();
  #sources = 0;

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
    });
    this.#cluster = noting(cluster, (object) => this.#copies.wrote(object));
    const onError = (key: string, error: unknown) => this.#failed(key, error);
    this.#passes = new WorkQueue({ work: (key) => this.#pass(key), onError, width: mostPasses, clock });
    this.#looks = new WorkQueue({ work: (key) => this.#look(key), onError, width: mostLooks, clock });
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

  /** Whether the NIMRepositories are known. */
  get isReady(): boolean {
    return this.#repositories.synced;
  }

  /** NIMRepositories that wait for their turn. */
  get queued(): number {
    return this.#passes.depth;
  }

  watches(): readonly OpenWatch[] {
    const { namespace } = this.#settings;
    return [{ kind: repositoryKind.kind, namespace, watch: this.#repositories }, ...this.#copies.watches()];
  }

  /** A webhook told of a push: whoever follows that repository looks now. */
  pushed(commit: PushedCommit): void {
    for (const [key, worker] of this.#workers) {
      if (!isOf(commit, worker.object)) continue;
      if (commit.commit !== undefined) worker.expect(commit.commit);
      this.#looks.wake(key, afterPush);
    }
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
    await Promise.all([looks, this.#repositories.stop(), this.#copies.stop()]);
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
    if (isAsked || isOther) this.#looks.wake(key);
    if (isOther) this.#passes.wake(key);
  }

  #workerOf(key: string, object: LiveObject): RepositoryWorker {
    const { allowedNamespaces, readLint, clock, wall, random } = this.#settings;
    return new RepositoryWorker(object, {
      cluster: this.#cluster,
      live: this.#copies,
      want: (namespaces) => this.#copies.want(key, namespaces),
      open: (repository) => this.#open(repository),
      allowedNamespaces,
      readLint,
      clock,
      wall,
      random,
      signal: this.#stopping.signal,
    });
  }

  #open(repository: NIMRepository): Source {
    const { folder, gitHosts, userAgent, wall, log, limits } = this.#settings;
    const { uid = "", namespace } = repository.metadata;
    this.#sources += 1;
    const own = join(folder, `${uid}-${this.#sources}`);
    this.#remove(uid);
    this.#folders.set(uid, own);
    return sourceFor(repository, {
      secret: secretReader(this.#settings.cluster, namespace, (secrets) => log.hide(secrets)),
      folder: own,
      userAgent,
      now: wall,
      ...(gitHosts && { hosts: gitHosts }),
      ...(limits && { limits }),
    });
  }

  #forget(key: string, worker: RepositoryWorker): void {
    const { metrics, recorder } = this.#settings;
    this.#workers.delete(key);
    this.#passes.forget(key);
    this.#looks.forget(key);
    this.#copies.forget(key);
    const { namespace = "", name } = worker.object.metadata;
    metrics.forget({ namespace, name });
    recorder.forget(worker.uid);
    this.#remove(worker.uid);
  }

  /** What was fetched for a source that is no more. A call that still runs may leave something, which the next start removes. */
  #remove(uid: string): void {
    const folder = this.#folders.get(uid);
    this.#folders.delete(uid);
    if (folder !== undefined) rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }

  async #look(key: string): Promise<void> {
    const worker = this.#workers.get(key);
    if (worker === undefined) return;
    const { metrics, log } = this.#settings;
    const { outcome, message, isNews, again } = await worker.look();
    if (this.#workers.get(key) !== worker) return;
    metrics.looked(outcome);
    if (message !== undefined) log.warn("Git could not be read", { repository: key, error: message });
    if (isNews) this.#passes.wake(key);
    if (again !== undefined) this.#looks.wake(key, again);
  }

  async #pass(key: string): Promise<void> {
    const worker = this.#workers.get(key);
    if (worker === undefined) return;
    const { clock, metrics, log } = this.#settings;
    const startedAt = clock.now();
    const { repository, before, result, refused, again, needsLook } = await worker.pass();
    if (needsLook) this.#looks.wake(key);
    if (repository && result) {
      const seconds = (clock.now() - startedAt) / 1000;
      await tellPass(this.#settings, { repository, before, result, seconds });
    }
    if (refused) {
      const { namespace = "", name } = worker.object.metadata;
      metrics.tell({ namespace, name }, refused);
      log.warn("cannot be begun with", { repository: key, error: refused.conditions[0]?.message });
    }
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
/** Many pushes in a moment lead to one look. */
const afterPush = 200;
const afterFault = 60_000;
const mostPasses = 8;
/** Most of the time they wait for a Git server, and one that hangs must not keep the others waiting. */
const mostLooks = 16;

/** What of a NIMRepository somebody else than us changes. */
const facts = [
  ["metadata", "generation"],
  ["metadata", "deletionTimestamp"],
] as const;

function keyOf({ metadata }: LiveObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
