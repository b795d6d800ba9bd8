import { valueAt } from "../nim/value.ts";
import type { Api } from "./api.ts";
import { BackOff } from "./back-off.ts";
import { type Clock, pause } from "./clock.ts";
import type { Cluster } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { isLiveObject, type Kind, type LiveObject } from "./object.ts";
import { ObjectStore, withoutBookkeeping } from "./object-store.ts";
import { compareVersions } from "./resource-version.ts";
import type { Watch, WatchEvent, WatchFault, WatchOptions } from "./watch.ts";
import { watchCall } from "./watch-call.ts";
import { brokenBy, brokenByEvent, WatchBroken } from "./watch-fault.ts";
import { framesOf, type WatchFrame } from "./watch-frames.ts";

export interface ReflectorSettings {
  readonly kind: Kind;
  readonly options: WatchOptions;
  readonly cluster: Pick<Cluster, "listAll">;
  readonly api: Api;
  /** The path of the collection, as the server serves it now. */
  readonly path: (signal: AbortSignal) => Promise<string>;
  readonly clock: Clock;
  readonly random: () => number;
}

/** A watch that ends sooner did not end in good order. */
const shortestWatch = 5_000;
const firstWait = 800;
const longestWait = 30_000;

/** Lists, then watches, then watches on from there, whatever happens; see `Watch`. */
export class Reflector implements Watch {
  readonly #settings: ReflectorSettings;
  readonly #store = new ObjectStore();
  readonly #stopping = new AbortController();
  readonly #backOff: BackOff;
  readonly #ready: Promise<void>;
  /** Resolves when nothing more happens. */
  readonly finished: Promise<void>;
  /** The resource version that we have got to. */
  #reached: string | undefined;
  #synced = false;
  #lastHeard: number | undefined;
  #fault: WatchFault | undefined;
  #malformed = 0;
  #becomeReady = () => {};
  #becomeStopped: (error: ClusterError) => void = () => {};

  constructor(settings: ReflectorSettings) {
    this.#settings = settings;
    this.#backOff = new BackOff(firstWait, longestWait, settings.random);
    this.#ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#becomeStopped = reject;
    });
    // Who waits is told; nobody has to wait.
    this.#ready.catch(() => {});
    const { signal } = settings.options;
    const onAbort = () => this.#stopping.abort();
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.finished = this.#run().finally(() => {
      signal?.removeEventListener("abort", onAbort);
      this.#becomeStopped(new ClusterError("aborted", `the watch of ${settings.kind.kind} was stopped`));
    });
  }

  get synced(): boolean {
    return this.#synced;
  }

  get lastHeard(): number | undefined {
    return this.#lastHeard;
  }

  get fault(): WatchFault | undefined {
    return this.#fault;
  }

  whenSynced(): Promise<void> {
    return this.#ready;
  }

  get(namespace: string | undefined, name: string): LiveObject | undefined {
    return this.#store.get(namespace, name);
  }

  objects(): Iterable<LiveObject> {
    return this.#store.objects();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.finished;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #run(): Promise<void> {
    const { clock } = this.#settings;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const startedAt = clock.now();
      try {
        if (this.#reached === undefined) await this.#list();
        else await this.#watch(this.#reached);
      } catch (error) {
        if (signal.aborted) return;
        const broken = brokenBy(error);
        // One bad frame is the connection's fault; twice the same one is that event's.
        this.#malformed = broken.fault === "malformed" ? this.#malformed + 1 : 0;
        if (broken.relist || this.#malformed > 1) this.#reached = undefined;
        if (clock.now() - startedAt >= longestWait) this.#backOff.reset();
        await pause(clock, this.#tell(broken), signal);
      }
    }
  }

  async #list(): Promise<void> {
    const { cluster, kind, options } = this.#settings;
    const { namespace, labelSelector, fieldSelector } = options;
    const { items, resourceVersion } = await cluster.listAll(kind, {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      signal: this.#stopping.signal,
    });
    this.#heard();
    await this.#emit(this.#store.replaceAll(items.map((object) => this.#kept(object))));
    this.#reached = resourceVersion;
    this.#synced = true;
    this.#becomeReady();
  }

  async #watch(resourceVersion: string): Promise<void> {
    const { api, clock, random, kind, path, options } = this.#settings;
    const { signal } = this.#stopping;
    const { body } = await api.stream(
      watchCall({ kind, options, path: await path(signal), resourceVersion, random, signal }),
    );
    const openedAt = clock.now();
    if (this.#fault?.fault !== "closed-early") this.#heard();
    for await (const frame of framesOf(body)) {
      this.#heard();
      await this.#take(frame);
      if (signal.aborted) return;
    }
    if (clock.now() - openedAt < shortestWatch) {
      throw new WatchBroken("closed-early", `the server closed the watch of ${kind.kind} at once`, {
        relist: false,
      });
    }
    this.#heard();
    this.#backOff.reset();
  }

  async #take({ type, object }: WatchFrame): Promise<void> {
    const { kind, api } = this.#settings;
    if (type === "ERROR") throw brokenByEvent(object, `watch ${kind.kind}`, api.server);
    if (type === "BOOKMARK") {
      const version = valueAt(object, ["metadata", "resourceVersion"]);
      if (typeof version === "string" && this.#isNews(version)) this.#advance(version);
      return;
    }
    if (!isLiveObject(object) || !changes.has(type)) {
      throw new ClusterError("malformed", `an event of the watch of ${kind.kind} is none`);
    }
    if (!this.#isNews(object.metadata.resourceVersion)) {
      // The same once more does no harm; something older that we never saw means that we missed it.
      if (this.#store.isOutdated(type, object)) return;
      throw new WatchBroken("out-of-order", `events of ${kind.kind} came in the wrong order`, {
        relist: true,
      });
    }
    const kept = this.#kept(object);
    await this.#emit(type === "DELETED" ? this.#store.remove(kept) : this.#store.put(kept));
    this.#advance(object.metadata.resourceVersion);
  }

  /** What is malformed after this is another frame than before. */
  #advance(version: string): void {
    this.#reached = version;
    this.#malformed = 0;
  }

  #isNews(version: string): boolean {
    return this.#reached === undefined || (compareVersions(version, this.#reached) ?? 1) > 0;
  }

  #kept(object: LiveObject): LiveObject {
    try {
      return (this.#settings.options.keep ?? withoutBookkeeping)(object);
    } catch (error) {
      this.#handlerFailed(error);
      return object;
    }
  }

  async #emit(events: readonly WatchEvent[]): Promise<void> {
    for (const event of events) {
      if (this.#stopping.signal.aborted) return;
      try {
        await this.#settings.options.onEvent?.(event);
      } catch (error) {
        this.#handlerFailed(error);
      }
    }
  }

  #heard(): void {
    this.#lastHeard = this.#settings.clock.now();
    this.#fault = undefined;
  }

  #handlerFailed(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#report({ fault: "handler", message, retryInMilliseconds: 0 });
  }

  /** @returns how long to wait. */
  #tell({ fault, message, error }: WatchBroken): number {
    const retryInMilliseconds = this.#backOff.next(error?.retryAfterMilliseconds);
    this.#fault = { fault, message, retryInMilliseconds, ...(error === undefined ? {} : { error }) };
    this.#report(this.#fault);
    return retryInMilliseconds;
  }

  #report(fault: WatchFault): void {
    try {
      this.#settings.options.onFault?.(fault);
    } catch {
      // Who listens to faults is the last who could be told of one.
    }
  }
}

const changes = new Set(["ADDED", "MODIFIED", "DELETED"]);
