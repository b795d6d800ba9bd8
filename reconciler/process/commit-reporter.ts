import type { Clock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { openOutbox } from "../outbox/open-outbox.ts";
import type { Outbox, OutboxListener } from "../outbox/outbox.ts";
import type { OutboxMetrics } from "../outbox/outbox-metrics.ts";
import type { Telling, Trouble } from "../outbox/telling.ts";
import type { PassResult } from "../pass/pass.ts";
import { lastReports, type Reporting } from "../pass/reported.ts";
import type { NIMRepository, NIMRepositoryStatus } from "../repository/types.ts";
import { CalmWords } from "../statuses/calm-words.ts";
import { type CommitNow, noCommit } from "../statuses/commit-now.ts";
import { placeOf } from "../statuses/place-of.ts";
import { type PlacedTelling, placeKey, tellingsOf } from "../statuses/tellings-of.ts";
import type { EventRecorder } from "./event-recorder.ts";
import type { Log } from "./redacting-log.ts";
import { secretReader } from "./secret-reader.ts";

export interface ReporterSettings {
  /** How the cluster is called; without it nothing is told, since two clusters would tell in one another's place. */
  readonly cluster: string | undefined;
  /** Where it is told. */
  readonly open: (listener: OutboxListener) => Outbox;
  /** All of something is told: the pass has to know. */
  readonly wake: (key: string) => void;
  readonly log: Log;
  readonly recorder: Pick<EventRecorder, "record">;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** The one of a controller, with its outbox. */
export function commitReporter(settings: ReporterProcess, wake: (key: string) => void): CommitReporter {
  const { clusterName, cluster, mayWrite, userAgent, gitHosts, clock, random, metrics, log, recorder, wall } =
    settings;
  return new CommitReporter({
    cluster: clusterName,
    open: (listener) =>
      openOutbox({
        readSecret: (namespace, name) =>
          secretReader(cluster, namespace, (secrets) => log.hide(secrets))(name),
        mayWrite,
        userAgent,
        hosts: gitHosts,
        clock,
        random,
        metrics: metrics.outbox,
        listener,
      }),
    wake,
    log,
    recorder,
    wall,
  });
}

/** What of a controller's settings it takes. */
interface ReporterProcess extends Pick<ReporterSettings, "log" | "recorder" | "wall"> {
  readonly clusterName: string | undefined;
  readonly cluster: Pick<Cluster, "get">;
  readonly mayWrite: () => unknown;
  readonly userAgent: string;
  readonly gitHosts: readonly string[] | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly metrics: { readonly outbox: OutboxMetrics };
}

/** Hands what passes find out to the outbox: for each NIMRepository all that GitHub should say of its commits now. */
export class CommitReporter {
  readonly #settings: ReporterSettings;
  readonly #desks = new Map<string, Desk>();
  /** Those that were told that nothing is told without a name of the cluster. */
  readonly #warned = new Set<string>();
  #outbox: Outbox | undefined;

  constructor(settings: ReporterSettings) {
    this.#settings = settings;
  }

  /** What the passes of a NIMRepository need; undefined where nothing is told. */
  reportingOf(key: string): Reporting | undefined {
    const { cluster } = this.#settings;
    if (cluster === undefined) return undefined;
    return {
      cluster,
      isSaid: ({ revision, to }) => {
        const box = boxOf(key, placeKey(to));
        // What the outbox does not know of is not told.
        const isWanted = this.#desks.get(key)?.ended.get(box)?.has(revision) === true;
        return isWanted && this.#outbox?.isSaid(box, revision) === true;
      },
      contestedOf: ({ revision, to }) => this.#outbox?.contestedOf(boxOf(key, placeKey(to)), revision) ?? [],
    };
  }

  /** After each pass. */
  tell(
    key: string,
    repository: NIMRepository,
    { status, commit }: Pick<PassResult, "status" | "commit">,
  ): void {
    const { cluster } = this.#settings;
    if (cluster === undefined) {
      this.#warn(key, repository);
      return;
    }
    // Before Git was asked nobody knows what to say.
    const isGoing = repository.metadata.deletionTimestamp !== undefined;
    if (commit === undefined && !isGoing) return;
    const desk = this.#desks.get(key) ?? { words: new CalmWords(), ended: new Map(), repository, status };
    if (!this.#desks.has(key) && (status.reports ?? []).length === 0) return;
    this.#desks.set(key, desk);
    Object.assign(desk, { repository, status });
    this.#want(key, desk, cluster, commit ?? noCommit);
  }

  /** It is gone: what is left open is ended. */
  forget(key: string): void {
    const { cluster, wall } = this.#settings;
    const desk = this.#desks.get(key);
    this.#warned.delete(key);
    if (desk === undefined || cluster === undefined) return;
    const { repository, status } = desk;
    const reporting = this.reportingOf(key);
    const reports = lastReports({ ...repository, status }, reporting, wall());
    this.#want(key, { ...desk, status: { ...status, reports } }, cluster, noCommit);
    for (const box of desk.ended.keys()) void this.#outbox?.leave(box);
    this.#desks.delete(key);
  }

  async stop(grace: number): Promise<void> {
    await this.#outbox?.stop(grace);
  }

  #want(key: string, desk: Desk, cluster: string, commit: CommitNow): void {
    const { repository, status, words } = desk;
    const now = this.#settings.wall();
    words.begin(now);
    const placed = tellingsOf({ repository, cluster, status, commit, now }, words.calm);
    words.end();
    const outbox = this.#outboxFor(placed);
    const boxes = new Map<string, ReadonlySet<string>>();
    for (const { place, telling, ended } of placed) {
      const box = boxOf(key, placeKey(place));
      boxes.set(box, new Set(ended));
      outbox?.want(box, telling satisfies Telling);
    }
    const former = [...desk.ended.keys()];
    desk.ended.clear();
    for (const [box, ended] of boxes) desk.ended.set(box, ended);
    for (const box of former) if (!boxes.has(box)) void outbox?.leave(box);
  }

  /** Opened when there is something to tell. */
  #outboxFor(placed: readonly PlacedTelling[]): Outbox | undefined {
    if (this.#outbox === undefined && placed.length > 0) {
      const { open, wake, log } = this.#settings;
      this.#outbox = open({
        onSaid: (box) => wake(keyOfBox(box)),
        onTrouble: (box, trouble) => this.#trouble(keyOfBox(box), trouble),
        // It has to be in the status before we are started anew.
        onLeft: (box) => wake(keyOfBox(box)),
        onFault: (error) => {
          const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
          log.error("internal error; please report it with this trace", { error: trace });
        },
      });
    }
    return this.#outbox;
  }

  #trouble(key: string, trouble: Trouble | undefined): void {
    const { log } = this.#settings;
    if (trouble === undefined) {
      log.info("GitHub is told again", { repository: key });
      return;
    }
    const { reason, message } = trouble;
    log.warn("GitHub cannot be told", { repository: key, reason, error: message });
    const repository = this.#desks.get(key)?.repository;
    if (repository) this.#record(repository, `GitHub${reason}`, message);
  }

  #record(repository: NIMRepository, reason: string, message: string): void {
    const { log, recorder } = this.#settings;
    recorder.record(repository, { type: "Warning", reason, message }).catch((error: unknown) => {
      log.error("an event could not be recorded", { error: String(error) });
    });
  }

  #warn(key: string, repository: NIMRepository): void {
    if (placeOf(repository, "x") === undefined || this.#warned.has(key)) return;
    this.#warned.add(key);
    const message = "nothing is told on GitHub: the controller was started without --cluster-name";
    this.#settings.log.warn(message, { repository: key });
    this.#record(repository, "NotReported", message);
  }
}

interface Desk {
  readonly words: CalmWords;
  /** By box: the commits of which the last word is in the outbox. */
  readonly ended: Map<string, ReadonlySet<string>>;
  readonly repository: NIMRepository;
  readonly status: NIMRepositoryStatus;
}

/** A NIMRepository has more than one only after its address was changed. */
function boxOf(key: string, place: string): string {
  return `${key} ${place}`;
}

function keyOfBox(box: string): string {
  return box.slice(0, box.indexOf(" "));
}
