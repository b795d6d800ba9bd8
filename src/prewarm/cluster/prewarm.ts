import { type Clock, pause } from "../../kube/clock.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ClusterError } from "../../kube/cluster-error.ts";
import type { ResourceSet } from "../../manifest/resource.ts";
import type { Live } from "../../nim/health/live.ts";
import { type LiveWorld, liveWorld } from "../../nim/health/surroundings.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PrewarmResult } from "../../report/prewarm-result.ts";
import type { Progress } from "../../report/progress.ts";
import { applyCache } from "./apply-cache.ts";
import type { CacheRun } from "./cache-run.ts";
import { cause } from "./cause.ts";
import { ClusterView } from "./cluster-view.ts";
import { Lanes } from "./lanes.ts";
import { manifestToApply } from "./manifest-to-apply.ts";
import { missingParts } from "./missing-parts.ts";
import { resultOf } from "./result-of.ts";
import { runsOf } from "./runs-of.ts";
import { VolumeMeter } from "./volume-meter.ts";
import { Wake } from "./wake.ts";

export interface PrewarmInput {
  readonly cluster: Cluster;
  readonly plan: Plan;
  /** The manifests that the plan is of. */
  readonly set: ResourceSet;
  readonly operatorVersion: OperatorVersion;
  /** Only these, as `namespace/name`; all of the plan where left out. */
  readonly only?: ReadonlySet<string>;
  /** Milliseconds. */
  readonly timeouts: { readonly whole: number; readonly cache: number };
  /** How many caches are filled at once on one storage class. */
  readonly parallel: number;
  readonly dryRun: boolean;
  readonly progress: Progress;
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends the waiting: nothing is undone, and the cluster goes on. */
  readonly signal: AbortSignal;
}

/**
 * Fills the caches of a plan: applies what is missing, waits until each is Ready or is given up, and says what came of it.
 *
 * @throws UserError where the cluster cannot be reached at the start, or does not let us see its caches.
 */
export async function prewarm(input: PrewarmInput): Promise<PrewarmResult> {
  const prewarming = new Prewarming(input);
  return await prewarming.run();
}

/** Milliseconds between two looks: a cluster may tell of a hundred changes a second. */
const shortestLook = 100;
/** Some causes count only after a while, by the age of objects. */
const longestLook = 5_000;

class Prewarming {
  readonly #input: PrewarmInput;
  readonly #started: number;
  readonly #runs: readonly CacheRun[];
  readonly #wake = new Wake();
  readonly #stopping = new AbortController();
  readonly #lanes: Lanes;
  readonly #meter: VolumeMeter;
  readonly #work = new Set<Promise<void>>();
  #mistake: unknown;
  #trouble: string | undefined;

  constructor(input: PrewarmInput) {
    const { cluster, clock, parallel } = input;
    this.#input = input;
    this.#started = clock.now();
    this.#runs = runsOf({ ...input, timeout: input.timeouts.cache, now: this.#started });
    this.#lanes = new Lanes(parallel);
    this.#meter = new VolumeMeter(cluster, clock, this.#wake.call, this.#stopping.signal);
  }

  async run(): Promise<PrewarmResult> {
    const { cluster, clock, plan, dryRun, now, progress, signal } = this.#input;
    signal.addEventListener("abort", this.#wake.call, { once: true });
    // What the plan refuses is not looked for: its namespace may be wrong, or none of ours.
    const open = this.#runs.filter(({ isOver }) => !isOver);
    const namespaces = [...new Set(open.map(({ plan }) => plan.namespace))];
    this.#sayDoubts();
    let view: ClusterView | undefined;
    try {
      view = await this.#openView({ namespaces, now });
      if (view !== undefined) await this.#loop(view);
      // What is missing is all that a rehearsal can tell of what comes after it.
      if (dryRun) await this.#rehearsed();
      const ended = clock.now();
      for (const run of this.#runs) run.end(signal.aborted ? "cancelled" : "timed-out", ended);
      const world = view?.world() ?? liveWorld([]);
      this.#tell(world);
      const seconds = (ended - this.#started) / 1000;
      const seen = { world, unseen: view?.unseen, logs: view?.logs };
      const bytesOf = (run: CacheRun) => this.#meter.of(claimOf(run, world));
      return resultOf(this.#runs, { plan, server: cluster.server, dryRun, seconds, ...seen, bytesOf });
    } finally {
      signal.removeEventListener("abort", this.#wake.call);
      this.#stopping.abort();
      await view?.stop();
      await Promise.all(this.#work);
      progress.end();
    }
  }

  /** What the plan holds against a cache, such as a volume that is too small, is told before anybody waits. */
  #sayDoubts(): void {
    for (const { id, plan } of this.#runs) {
      for (const { message, help } of plan.reasons) {
        this.#input.progress.note(`${message}${help === undefined ? "" : `: ${help}`}`, id);
      }
    }
  }

  /** Undefined where the user had enough before it was open, or all time went by. */
  async #openView(options: { namespaces: readonly string[]; now: () => number }) {
    const { cluster, signal, clock, timeouts } = this.#input;
    const opening = AbortSignal.any([signal, this.#stopping.signal]);
    const callOff = clock.after(timeouts.whole, () => this.#stopping.abort());
    try {
      return await ClusterView.open(cluster, { ...options, onChange: this.#wake.call, signal: opening });
    } catch (error) {
      if (error instanceof ClusterError && error.reason === "aborted") return undefined;
      throw error;
    } finally {
      callOff();
    }
  }

  /** Waits for what is still asked, as long as there is time. */
  async #rehearsed(): Promise<void> {
    const { clock, signal, timeouts } = this.#input;
    const stop = () => this.#stopping.abort();
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    const callOff = clock.after(Math.max(0, this.#started + timeouts.whole - clock.now()), stop);
    await Promise.all(this.#work);
    callOff();
    signal.removeEventListener("abort", stop);
    if (this.#mistake !== undefined) throw this.#mistake;
  }

  async #loop(view: ClusterView): Promise<void> {
    const { clock, signal } = this.#input;
    for (;;) {
      if (this.#mistake !== undefined) throw this.#mistake;
      if (signal.aborted) return;
      this.#step(view);
      const open = this.#runs.filter(({ isOver }) => !isOver);
      if (open.length === 0) return;
      const due = Math.min(...open.map((run) => run.due), this.#started + this.#input.timeouts.whole);
      const soon = Math.max(0, Math.min(due - clock.now(), longestLook));
      await this.#wake.sleep(clock, soon);
      await pause(clock, shortestLook, signal);
    }
  }

  #step(view: ClusterView): void {
    const now = this.#input.clock.now();
    const world = view.world();
    for (const run of this.#runs) {
      if (run.isOver) continue;
      const { namespace, name } = run.plan;
      const before = run.phase;
      run.look({
        live: view.cache(namespace, name),
        around: world.around(namespace),
        isReadingLog: view.logs.isReading(namespace, name),
        now,
      });
      if (before === "new" && run.phase === "waiting") this.#lookForParts(run);
      if (now - this.#started >= this.#input.timeouts.whole) run.end("timed-out", now);
      if (view.failure !== undefined) {
        run.end("failed", now, cause("Forbidden", view.failure.message, view.failure.help));
      }
      if (run.isOver || run.isStuck(now)) this.#lanes.leave(run.storageClass, run);
      else if (run.phase === "waiting") this.#lanes.enter(run.storageClass, run);
    }
    for (const run of this.#runs) if (run.phase === "queued") this.#start(run, now);
    this.#sayTrouble(view.trouble);
    this.#meter.ask(world, new Set(this.#runs.flatMap((run) => claimBeingFilled(run))));
    this.#tell(world);
  }

  #start(run: CacheRun, now: number): void {
    const { dryRun, parallel } = this.#input;
    if (!dryRun && !this.#lanes.hasRoom(run.storageClass)) {
      const where = run.storageClass === "" ? "" : ` on storage class ${run.storageClass}`;
      run.held(`waits until fewer than ${parallel} are being filled${where}`);
      return;
    }
    this.#lanes.enter(run.storageClass, run);
    run.begin(now);
    this.#do(() => this.#apply(run));
    this.#lookForParts(run);
  }

  async #apply(run: CacheRun): Promise<void> {
    const { cluster, clock, dryRun, operatorVersion, progress } = this.#input;
    let told: string | undefined;
    const applied = await applyCache(cluster, manifestToApply(run.resource, operatorVersion), {
      dryRun,
      clock,
      signal: AbortSignal.any([this.#input.signal, this.#stopping.signal]),
      onRetry(message) {
        if (message !== told) progress.note(`${message}; it is tried again`, run.id);
        told = message;
      },
    });
    if ("object" in applied) run.applied(applied.object, clock.now());
    else run.end(applied.outcome, clock.now(), applied.cause);
  }

  #lookForParts(run: CacheRun): void {
    this.#do(async () => {
      const { cluster, progress } = this.#input;
      run.missing = await missingParts(cluster, run.resource, this.#stopping.signal);
      for (const { message, help } of run.missing) {
        progress.note(`${message}${help === undefined ? "" : `: ${help}`}`, run.id);
      }
    });
  }

  /** Beside the loop, which it wakes; our own mistakes end the loop, an abort does not. */
  #do(work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => {
        if (!(error instanceof ClusterError && error.reason === "aborted")) this.#mistake ??= error;
      })
      .finally(() => {
        this.#work.delete(done);
        this.#wake.call();
      });
    this.#work.add(done);
  }

  #sayTrouble(trouble: string | undefined): void {
    const { progress } = this.#input;
    if (trouble !== undefined && this.#trouble === undefined) progress.note(`${trouble}; it is tried again`);
    if (trouble === undefined && this.#trouble !== undefined) progress.note("the cluster is heard again");
    this.#trouble = trouble;
  }

  #tell(world: LiveWorld): void {
    for (const run of this.#runs) {
      const done = this.#meter.of(claimOf(run, world));
      const total = run.plan.download?.bytes;
      const bytes = done === undefined ? undefined : { done, ...(total === undefined ? {} : { total }) };
      this.#input.progress.tell({ id: run.id, ...run.words, ...(bytes === undefined ? {} : { bytes }) });
    }
  }
}

function claimBeingFilled({ phase, plan, standing }: CacheRun): string[] {
  return phase === "waiting" && standing !== undefined ? [`${plan.namespace}/${standing.claim}`] : [];
}

function claimOf({ plan, standing }: CacheRun, world: LiveWorld): Live | undefined {
  return standing && world.around(plan.namespace).find("PersistentVolumeClaim", standing.claim);
}
