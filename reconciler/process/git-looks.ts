import type { Clock } from "../../src/kube/clock.ts";
import type { EventRecorder } from "./event-recorder.ts";
import type { Metrics } from "./metrics.ts";
import type { Log } from "./redacting-log.ts";
import type { RepositoryWorker } from "./repository-worker.ts";
import { tellRewritten } from "./tell-rewritten.ts";
import { isOf, isOnBranchOf, type PushedCommit } from "./webhook/pushed-commit.ts";
import { WorkQueue } from "./work-queue.ts";

export interface GitLooksSettings {
  /** By key. */
  readonly workers: ReadonlyMap<string, RepositoryWorker>;
  /** A pass of it would find something else now, and may wait so many milliseconds. */
  readonly onNews: (key: string, inMilliseconds: number) => void;
  readonly onError: (key: string, error: unknown) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: EventRecorder;
}

/** Asks Git for all NIMRepositories, beside their passes: none of them waits for a Git server. */
export class GitLooks {
  readonly #settings: GitLooksSettings;
  readonly #queue: WorkQueue;

  constructor(settings: GitLooksSettings) {
    const { onError, clock } = settings;
    this.#settings = settings;
    this.#queue = new WorkQueue({ work: (key) => this.#look(key), onError, width: mostLooks, clock });
  }

  /** @param since what anybody was answered then or later will do; the worker knows where it is left out. */
  wake(key: string, inMilliseconds = 0, since?: number): void {
    if (since !== undefined) this.#settings.workers.get(key)?.wantSince(since);
    this.#queue.wake(key, inMilliseconds);
  }

  /** Somebody wants to know what Git has now. */
  wakeAnew(key: string): void {
    this.wake(key, 0, this.#settings.clock.now());
  }

  /** A webhook told of a push: whoever follows that repository looks now. */
  pushed(commit: PushedCommit): void {
    const now = this.#settings.clock.now();
    for (const [key, worker] of this.#settings.workers) {
      if (!isOf(commit, worker.object)) continue;
      if (commit.commit !== undefined) worker.expect(commit.commit, isOnBranchOf(commit, worker.object));
      this.wake(key, afterPush, now);
    }
  }

  forget(key: string): void {
    this.#queue.forget(key);
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #look(key: string): Promise<void> {
    const { workers, metrics, log, onNews } = this.#settings;
    const worker = workers.get(key);
    if (worker === undefined) return;
    const { outcome, message, isNews, saysTheSame, again, rewritten } = await worker.look();
    if (workers.get(key) !== worker) return;
    const { namespace = "", name } = worker.object.metadata;
    metrics.looked({ namespace, name }, outcome);
    if (rewritten) await tellRewritten(this.#settings, rewritten);
    if (message !== undefined) log.warn("Git could not be read", { repository: key, error: message });
    if (isNews) onNews(key, saysTheSame ? afterOthers : 0);
    if (again !== undefined) this.wake(key, again);
  }
}

/** Milliseconds: many pushes in a moment lead to one look. */
const afterPush = 200;
/** Milliseconds: of fifty that follow one Git repository a commit changes one or two. */
const afterOthers = 1_000;
/** Most of the time they wait for a Git server, and one that hangs must not keep the others waiting. */
const mostLooks = 16;
