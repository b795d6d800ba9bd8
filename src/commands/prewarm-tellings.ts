import { prewarmContext } from "../github/status-context.ts";
import type { Clock } from "../kube/clock.ts";
import type { PrewarmResult } from "../report/prewarm-result.ts";
import { cacheName } from "../report/prewarm-view/cache-cells.ts";
import type { Progress, Task } from "../report/progress.ts";
import { type BegunDeployment, CommitTeller, type CommitTellerOptions } from "./commit-teller.ts";
import type { OpenTellings } from "./open-tellings.ts";
import { type Told, toldOfCache, toldOfRun, toldOfTask, toldOfTasks } from "./prewarm-told.ts";

export interface TellingsOptions extends CommitTellerOptions {
  /** As declared in nimops.yaml. */
  readonly cluster: string | undefined;
  /** All caches of the plan are filled, not some that were chosen: only then something can be said of all. */
  readonly isWhole: boolean;
  readonly clock: Clock;
  /** Keeps what has been begun, so that it can be ended by somebody else. */
  readonly save: (open: OpenTellings) => void;
}

/** A commit need not know each pod's phase: so many milliseconds are between two pending statuses of one context. */
const betweenPending = 60_000;
/** So long nothing is said at first: what is ready is known by then, and a green commit does not flicker. */
const atFirst = 3_000;

interface Telling {
  readonly context: string;
  wanted: Told;
  sent: Told | undefined;
  sentAt: number;
  /** GitHub may show that it is pending. */
  isOpen: boolean;
  /** Of a cache that this run has to wait for. */
  deployment: "none" | "wanted" | BegunDeployment;
}

/**
 * Tells GitHub how a run gets on: a status for each cache and one for all, and deployments. Only the newest of what a context
 * should say is sent, one after the other, as GitHub takes them; what it says already is not sent again.
 */
export class PrewarmTellings implements Progress {
  readonly #options: TellingsOptions;
  readonly #teller: CommitTeller;
  /** Undefined where nothing is said of all. */
  readonly #run: Telling | undefined;
  readonly #caches = new Map<string, Telling>();
  readonly #tasks = new Map<string, Task>();
  #sending: Promise<void> | undefined;
  #callOff: (() => void) | undefined;
  #saved = "";
  #hasBegun = false;
  #ended = false;
  /** Its time is over. */
  #stopped = false;

  constructor(options: TellingsOptions) {
    this.#options = options;
    this.#teller = new CommitTeller(options);
    if (options.isWhole) {
      this.#run = telling(prewarmContext(options.cluster), { state: "pending", description: "begins" });
    }
  }

  tell(task: Task): void {
    this.#tasks.set(task.id, task);
    const cache = this.#cacheOf(task.id);
    cache.wanted = toldOfTask(task);
    const isAtWork = task.stage === "running" || task.stage === "retrying";
    if (isAtWork && cache.deployment === "none" && this.#options.environment !== undefined) {
      cache.deployment = "wanted";
    }
    if (this.#run !== undefined) this.#run.wanted = toldOfTasks([...this.#tasks.values()]);
    if (this.#hasBegun) {
      this.#send();
      return;
    }
    this.#callOff ??= this.#options.clock.after(atFirst, () => {
      this.#hasBegun = true;
      this.#send();
    });
  }

  note(): void {}

  end(): void {}

  /** Tells the end, the run's first; resolves when all is told, or the signal is aborted. */
  async finish(result: PrewarmResult, signal: AbortSignal): Promise<void> {
    for (const cache of result.caches) this.#cacheOf(cacheName(cache)).wanted = toldOfCache(cache);
    if (this.#run !== undefined) this.#run.wanted = toldOfRun(result);
    await this.#tellEnd(signal);
  }

  /** The run broke off before it could say anything of a cache. */
  async abandon(why: string, signal: AbortSignal): Promise<void> {
    const told: Told = { state: "error", description: why };
    for (const one of this.#all) {
      if (one.wanted.state === "pending") one.wanted = told;
    }
    await this.#tellEnd(signal);
  }

  async #tellEnd(signal: AbortSignal): Promise<void> {
    this.#ended = true;
    this.#callOff?.();
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    const told = (async () => {
      await this.#sending;
      this.#send();
      await this.#sending;
    })();
    await Promise.race([told, stopped]);
    this.#stopped = true;
  }

  /** What is most looked at first. */
  get #all(): Telling[] {
    return [...(this.#run === undefined ? [] : [this.#run]), ...this.#caches.values()];
  }

  #cacheOf(id: string): Telling {
    const known = this.#caches.get(id);
    if (known !== undefined) return known;
    const [namespace = "", name = ""] = id.split(/\/(.*)/s);
    const made = telling(prewarmContext(this.#options.cluster, { namespace, name }), {
      state: "pending",
      description: "begins",
    });
    this.#caches.set(id, made);
    return made;
  }

  /** One at a time; what is told meanwhile is sent after it. */
  #send(): void {
    if (this.#sending !== undefined) return;
    this.#callOff?.();
    const sending = this.#sendAll()
      // A mistake of ours must not cost anybody their caches.
      .catch((error: unknown) => this.#options.warn(`cannot tell GitHub: ${error}`))
      .finally(() => {
        this.#sending = undefined;
        const due = this.#ended ? undefined : this.#due();
        if (due !== undefined) this.#callOff = this.#options.clock.after(due, () => this.#send());
      });
    this.#sending = sending;
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const next = this.#all.find((one) => this.#isDue(one));
      if (next === undefined || this.#stopped) return;
      await this.#sendOne(next);
    }
  }

  #isDue(one: Telling): boolean {
    return this.#waitOf(one) === 0;
  }

  /** Milliseconds until one is to be sent; undefined where there is nothing to send. */
  #waitOf({ wanted, sent, sentAt }: Telling): number | undefined {
    if (sent?.state === wanted.state && sent.description === wanted.description) return undefined;
    if (sent === undefined || wanted.state !== "pending" || sent.state !== "pending") return 0;
    return Math.max(0, sentAt + betweenPending - this.#options.clock.now());
  }

  #due(): number | undefined {
    const waits = this.#all.flatMap((one) => this.#waitOf(one) ?? []);
    return waits.length === 0 ? undefined : Math.max(1, Math.min(...waits));
  }

  async #sendOne(one: Telling): Promise<void> {
    const told = one.wanted;
    if (told.state === "pending") one.isOpen = true;
    this.#save();
    const isTold = await this.#teller.status(one.context, told);
    const isDeployed = await this.#deploy(one, told);
    one.sent = told;
    one.sentAt = this.#options.clock.now();
    if (told.state !== "pending" && isTold && isDeployed) one.isOpen = false;
    this.#save();
  }

  async #deploy(one: Telling, told: Told): Promise<boolean> {
    if (one.deployment === "wanted") {
      const subject = one.context.split("/").slice(-2).join("/");
      const task = one.context.replace("nimops/", "nimops:");
      one.deployment = (await this.#teller.begin(task, `nimops prewarm: ${subject}`)) ?? "wanted";
      this.#save();
    }
    return typeof one.deployment === "string" || this.#teller.deployment(one.deployment, told);
  }

  #save(): void {
    const { commit, url, statuses, save } = this.#options;
    const open = this.#all.filter(({ isOpen }) => isOpen);
    const tellings: OpenTellings = {
      commit: { repository: { ...commit.repository }, sha: commit.sha },
      ...(url === undefined ? {} : { url }),
      contexts: statuses ? open.map(({ context }) => context) : [],
      deployments: open.flatMap(({ deployment }) => (typeof deployment === "object" ? deployment.id : [])),
    };
    // Each is kept beside those before it, in a file of the runner.
    const saved = JSON.stringify(tellings);
    if (saved !== this.#saved) save(tellings);
    this.#saved = saved;
  }
}

function telling(context: string, wanted: Told): Telling {
  return {
    context,
    wanted,
    sent: undefined,
    sentAt: Number.NEGATIVE_INFINITY,
    isOpen: false,
    deployment: "none",
  };
}
