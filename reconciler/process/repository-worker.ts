import { BackOff } from "../../src/kube/back-off.ts";
import type { Clock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import type { PoolPlan } from "../../src/plan/plan.ts";
import { removeFinalizer } from "../pass/finalizer.ts";
import type { Judge } from "../pass/judge.ts";
import { targetsOf } from "../pass/judge-revision.ts";
import { newMemory, type PassMemory } from "../pass/memory.ts";
import type { LiveSource } from "../pass/pass.ts";
import type { Reporting } from "../pass/reported.ts";
import { runPass } from "../pass/run-pass.ts";
import type { Trouble } from "../pass/trouble.ts";
import { milliseconds } from "../repository/duration.ts";
import type { NIMRepository } from "../repository/types.ts";
import { type Revision, type Source, SourceError } from "../source/source.ts";
import { graceOf } from "../statuses/grace-of.ts";
import { askAnnotation, askedOf } from "./asked.ts";
import { concerns } from "./concerns.ts";
import { CurrentSource } from "./current-source.ts";
import { PassFailed } from "./pass-failed.ts";
import { refusalOf } from "./refusal-of.ts";
import { refusedStatus, withoutPending } from "./refused-status.ts";
import { SeenRepository } from "./seen-repository.ts";
import { ToldCommits } from "./told-commits.ts";
import { type Looked, nothingDone, type Worked } from "./worked.ts";

export interface WorkerSettings {
  readonly cluster: Cluster;
  readonly live: LiveSource;
  /** The worker looks at these namespaces from now on. */
  readonly want: (namespaces: readonly string[]) => void;
  /** @throws SourceError */
  readonly open: (repository: NIMRepository) => Source;
  /** How GitHub is told of its commits; nobody is told where there is nothing. */
  readonly reporting?: () => Reporting | undefined;
  /** Where resources may go, whatever a NIMRepository says; anywhere when left out. */
  readonly allowedNamespaces: readonly string[] | undefined;
  readonly judge: Judge;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** One NIMRepository through all its passes: its source, what is remembered of it, and when it is due. */
export class RepositoryWorker {
  readonly #settings: WorkerSettings;
  readonly #passBackOff: BackOff;
  readonly #lookBackOff: BackOff;
  readonly #seen: SeenRepository;
  #memory: PassMemory = newMemory();
  readonly #source: CurrentSource;
  /** The annotation for which Git was asked last. */
  #asked: string | undefined;
  /** Whether somebody has begun to look at every interval. */
  #hasLooked = false;
  #resyncAt = 0;
  /** What anybody was answered by Git before that moment is too old for the next look. */
  #since: number;
  readonly #told = new ToldCommits();

  constructor(object: LiveObject, settings: WorkerSettings) {
    this.#seen = new SeenRepository(object, settings.cluster, settings.signal);
    this.#settings = settings;
    this.#since = settings.clock.now();
    this.#source = new CurrentSource({
      open: settings.open,
      onOther: () => {
        this.#memory = newMemory();
      },
    });
    this.#passBackOff = new BackOff(firstWait, longestWait, settings.random);
    this.#lookBackOff = new BackOff(firstWait, longestWait, settings.random);
  }

  get uid(): string {
    return this.object.metadata.uid;
  }

  get object(): LiveObject {
    return this.#seen.object;
  }

  /** Nodes with the pods that the plan puts there, of the commit that holds. */
  get fleet(): readonly PoolPlan[] | undefined {
    return (this.#memory.good ?? this.#memory.judged)?.fleet;
  }

  /** What the API server says now. */
  see(object: LiveObject): void {
    this.#seen.see(object);
  }

  /** Whether a change of an object of its namespaces may matter to it: what belongs to another repository seldom does. */
  concerns(object: LiveObject): boolean {
    return concerns(object, this.object, this.#memory);
  }

  /**
   * A webhook told of a commit that the server may not show yet.
   *
   * @param isFollowed whether the branch that is followed has it
   */
  expect(commit: string, isFollowed: boolean): void {
    this.#told.add(commit, isFollowed);
  }

  /** The next look is content with what Git has answered then or later, to whomever. */
  wantSince(moment: number): void {
    this.#since = moment;
  }

  /** Asks Git, as long as that takes; nothing else waits for it. */
  async look(): Promise<Looked> {
    const since = this.#since;
    const looked = await this.#look(since);
    // Whatever is new Git is asked for once an interval, by one of those that share it, who are told of what it has found.
    if (this.#since === since) this.#since = this.#settings.clock.now();
    return looked;
  }

  async #look(since: number): Promise<Looked> {
    this.#hasLooked = true;
    const nothing = { outcome: "same", message: undefined, isNews: false, again: undefined } as const;
    const { repository } = this.#seen.read();
    if (!repository || repository.spec.suspend || repository.metadata.deletionTimestamp !== undefined)
      return nothing;
    const asked = askedOf(this.object);
    const source = this.#source.of(repository);
    const isAsked = asked !== this.#asked;
    const interval = this.#jittered(milliseconds(repository.spec.interval) ?? usualInterval);
    const isOther =
      repository.spec.mode === "observe" ||
      (await source.refresh(
        { signal: this.#settings.signal, since },
        isAsked || this.#settings.clock.now() >= this.#resyncAt,
        { former: formerOf(repository), refuses: repository.spec.refuseRewinds },
      ));
    this.#asked = asked;
    const { error } = source;
    if (error !== undefined) {
      const again = isPermanent(error) ? interval : this.#lookBackOff.next();
      return { outcome: "failed", message: messageOf(error), isNews: isOther || isAsked, again };
    }
    this.#lookBackOff.reset();
    const again = this.#told.isAwaited(source.revision?.commit) ? propagation : interval;
    const { rewritten } = source;
    const news = {
      outcome: isOther ? "new" : "same",
      message: undefined,
      isNews: isOther || isAsked,
      saysTheSame: isOther && !isAsked && repository.spec.mode === "apply" && source.saysTheSame,
    } as const;
    return { ...news, again, ...(rewritten && { rewritten: { repository, ...rewritten } }) };
  }

  /** @throws PassFailed where the API server could not be told. */
  async pass(): Promise<Worked> {
    try {
      return await this.#pass();
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason === "aborted") throw error;
      throw new PassFailed(error, this.#passBackOff.next(error.retryAfterMilliseconds ?? 0));
    }
  }

  async #pass(): Promise<Worked> {
    const { clock, wall, signal, cluster, live, judge } = this.#settings;
    const { repository, problem } = this.#seen.read();
    if (repository === undefined) return this.#refuse({ reason: "InvalidSpec", message: problem ?? "" });
    const before = repository.status;
    const isGoing = repository.metadata.deletionTimestamp !== undefined;
    const refusal = isGoing ? undefined : refusalOf(repository, this.#settings.allowedNamespaces);
    if (refusal) return this.#refuse(refusal, repository);
    this.#want(repository);
    const source = this.#source.of(repository);
    const isIdle = isGoing || repository.spec.suspend;
    if (!isIdle && !source.isKnown && repository.spec.mode === "apply") {
      return { repository, before, result: undefined, again: undefined, needsLook: true };
    }
    const isResync = clock.now() >= this.#resyncAt;
    const result = await runPass({
      repository: this.#answerable(repository),
      source,
      cluster,
      live,
      store: { write: (status) => this.#seen.write(status) },
      memory: this.#memory,
      looks: true,
      reporting: this.#reporting(repository, source.revision?.commit),
      judge,
      now: wall,
      signal,
    });
    this.#told.saw(result.commit?.commit);
    const resync = this.#jittered(milliseconds(repository.spec.resync) ?? usualResync);
    if (isResync) this.#resyncAt = clock.now() + resync;
    if (result.transient === undefined) this.#passBackOff.reset();
    const waits = [
      ...(result.wakeAt === undefined ? [] : [Math.max(soonest, result.wakeAt - wall())]),
      ...(isIdle ? [] : [Math.max(soonest, this.#resyncAt - clock.now())]),
      ...(result.transient === undefined ? [] : [this.#passBackOff.next()]),
      ...(isGoing && !result.isGone ? [whileGoing] : []),
    ];
    const again = waits.length === 0 ? undefined : Math.min(...waits);
    return { repository, before, result, again, needsLook: !isIdle && !this.#hasLooked };
  }

  #reporting({ status }: NIMRepository, newest: string | undefined): Reporting | undefined {
    const reporting = this.#settings.reporting?.();
    return reporting && { ...reporting, skipped: this.#told.overtakenBy(newest, status) };
  }

  #want(repository: NIMRepository): void {
    const ledger = repository.status?.ledger ?? [];
    this.#settings.want(
      [...new Set([...targetsOf(repository), ...ledger.map(({ namespace }) => namespace)])].sort(),
    );
  }

  /** Nothing is begun; one that is being deleted is let go, with all that it owns left alone. */
  async #refuse(trouble: Trouble, repository?: NIMRepository): Promise<Worked> {
    const { metadata } = this.object;
    if (metadata.deletionTimestamp !== undefined) {
      const { finalizers } = metadata;
      const names = Array.isArray(finalizers) ? finalizers.filter((each) => typeof each === "string") : [];
      const { namespace = "", name, resourceVersion } = metadata;
      await removeFinalizer(this.#settings.cluster, {
        metadata: { namespace, name, resourceVersion, finalizers: names },
      });
      return nothingDone;
    }
    const { generation } = metadata;
    const known = this.#seen.status();
    const number = typeof generation === "number" ? { generation } : {};
    const now = this.#settings.wall();
    const teller = repository ?? this.#seen.teller();
    const ending = { reporting: this.#settings.reporting?.(), grace: graceOf(teller) };
    const { status, wakeAt } = withoutPending(refusedStatus(number, known, trouble, now), ending, now);
    await this.#seen.write(status);
    const ended = status.reports?.filter((report) => report.ended !== undefined) ?? [];
    return {
      ...nothingDone,
      refused: status,
      ...(wakeAt !== undefined && { again: Math.max(soonest, wakeAt - now) }),
      ...(teller &&
        ended.length > 0 && { lastWords: { repository: teller, status: { ...status, reports: ended } } }),
    };
  }

  /** The annotation is answered only once Git was asked for it. */
  #answerable(repository: NIMRepository): NIMRepository {
    const { annotations = {} } = repository.metadata;
    if (annotations[askAnnotation] === this.#asked) return repository;
    const { [askAnnotation]: _, ...others } = annotations;
    return { ...repository, metadata: { ...repository.metadata, annotations: others } };
  }

  /** So that many do not come at once: up to a twentieth less or more. */
  #jittered(time: number): number {
    return time * (0.95 + 0.1 * this.#settings.random());
  }
}

/** Milliseconds. */
const firstWait = 1_000;
const longestWait = 5 * 60_000;
const soonest = 250;
const usualInterval = 60_000;
const usualResync = 10 * 60_000;
const whileGoing = 5_000;
/** Between two looks for a commit that a webhook told of. */
const propagation = 2_000;

/** What Git's ref named when the status was written. */
function formerOf({ status }: NIMRepository): Revision | undefined {
  const { attempted, ref } = status?.revision ?? {};
  return attempted === undefined || ref === undefined ? undefined : { commit: attempted, ref };
}

function isPermanent(error: unknown): boolean {
  return error instanceof SourceError && error.kind === "permanent";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
