import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { UserError } from "../../src/user-error.ts";
import type { Judge } from "../pass/judge.ts";
import type { SourceLimits } from "../source/limits.ts";
import { Controller } from "./controller.ts";
import { EventRecorder } from "./event-recorder.ts";
import { Lease } from "./lease.ts";
import { Metrics } from "./metrics.ts";
import { type Ports, Servers, type ServersSettings } from "./servers.ts";
import type { LeaseTimes, Term } from "./term.ts";

export interface ProcessSettings extends ServersSettings {
  /**
   * Opens the way to the API server. `mayWrite` as in `ConnectOptions`; a connection without it is for the Lease, the page and webhooks that are handed on.
   */
  readonly connect: (options: { readonly mayWrite?: () => AbortSignal }) => Promise<Cluster>;
  /** Where the Lease is; that of the pod when left out. */
  readonly namespace?: string | undefined;
  /** Whether NIMRepositories of all namespaces are taken, not only those of that namespace. */
  readonly allNamespaces: boolean;
  readonly leaseName: string;
  readonly identity: string;
  readonly folder: string;
  readonly allowedNamespaces: readonly string[] | undefined;
  readonly gitHosts: readonly string[] | undefined;
  readonly causes: boolean;
  /** Whether the kubelets may be asked how full volumes are; no when left out. */
  readonly bytes?: boolean;
  readonly clusterWide: boolean;
  /** Judges revisions, in a process of its own where it can. */
  readonly judge: Judge;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly limits?: Partial<SourceLimits>;
  readonly leaseTimes?: Partial<LeaseTimes>;
  readonly clock?: Clock;
  /** Milliseconds since 1970. */
  readonly wall?: () => number;
  readonly random?: () => number;
  /** Milliseconds that what was begun may take to end when we are to end. */
  readonly grace?: number;
  /** Told once, with what is listened to. */
  readonly onListening?: (ports: Ports) => void;
}

/** The controller as a process: leads when it can, serves its probes in any case, and ends in good order when it is told to. */
export async function runController(settings: ProcessSettings): Promise<void> {
  const process = new ControllerProcess(settings);
  await process.run();
}

class ControllerProcess {
  readonly #settings: ProcessSettings;
  readonly #clock: Clock;
  readonly #wall: () => number;
  readonly #metrics: Metrics;
  #controller: Controller | undefined;
  /** Whether the API server has answered at all. */
  #isKnown = false;

  constructor(settings: ProcessSettings) {
    this.#settings = settings;
    this.#clock = settings.clock ?? systemClock;
    this.#wall = settings.wall ?? Date.now;
    this.#metrics = new Metrics({
      version: settings.version,
      now: () => this.#clock.now(),
      wall: this.#wall,
      watches: () => this.#controller?.watches() ?? [],
      queued: () => this.#controller?.queued ?? 0,
    });
  }

  async run(): Promise<void> {
    const { signal, folder, log, connect, onListening } = this.#settings;
    const leases = await connect({});
    const servers = this.#serversFor(leases);
    try {
      await emptied(folder);
      const ports = await servers.listen();
      this.#metrics.observeProcess();
      onListening?.(ports);
      while (!signal.aborted) await this.#leadOnce(leases);
      log.info("ended");
    } finally {
      await Promise.all([leases.close(), servers.close()]);
      // One that cannot be removed is emptied at the next start.
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    }
  }

  /** Waits for the Lease, and leads for as long as it is ours. */
  async #leadOnce(leases: Cluster): Promise<void> {
    const { signal, log, leaseName, identity, leaseTimes, random } = this.#settings;
    const lease = new Lease(this.#noticing(leases), {
      namespace: this.#namespaceOf(leases),
      name: leaseName,
      identity,
      clock: this.#clock,
      wall: this.#wall,
      ...(random && { random }),
      ...(leaseTimes && { times: leaseTimes }),
      onError: ({ message, help }) =>
        log.warn("the Lease could not be taken or renewed", { error: message, help }),
    });
    const term = await lease.acquire(signal);
    if (term === undefined) return;
    log.info("leads", { identity });
    try {
      await this.#lead(term, leases);
    } finally {
      // Only now nobody writes any more.
      await term.end();
      log.info("leads no more", { identity });
    }
  }

  async #lead(term: Term, leases: Cluster): Promise<void> {
    const { connect, signal, allNamespaces, grace = usualGrace } = this.#settings;
    const cluster = await connect({ mayWrite: term.mayWrite });
    const controller = this.#controllerFor(
      cluster,
      allNamespaces ? undefined : this.#namespaceOf(leases),
      term.mayWrite,
    );
    this.#controller = controller;
    this.#metrics.leads(true);
    try {
      await either(signal, term.signal);
    } finally {
      this.#metrics.leads(false);
      // Where the Lease is lost nothing of what was begun may go on.
      await controller.stop(term.signal.aborted ? 0 : grace);
      this.#controller = undefined;
      await cluster.close();
    }
  }

  #controllerFor(cluster: Cluster, namespace: string | undefined, mayWrite: Term["mayWrite"]): Controller {
    const {
      folder,
      allowedNamespaces,
      gitHosts,
      causes,
      bytes = false,
      clusterWide,
      version,
      log,
      limits,
    } = this.#settings;
    const { identity, random = Math.random } = this.#settings;
    const [clock, wall, metrics] = [this.#clock, this.#wall, this.#metrics];
    return new Controller({
      ...{
        cluster,
        namespace,
        folder,
        allowedNamespaces,
        gitHosts,
        causes,
        bytes,
        clusterWide,
        clock,
        wall,
        random,
        log,
        metrics,
      },
      judge: this.#settings.judge,
      clusterName: this.#settings.clusterName,
      mayWrite,
      userAgent: `nimops/${version}`,
      ...(limits && { limits }),
      recorder: new EventRecorder({
        cluster,
        instance: identity,
        now: wall,
        onError: ({ message }) => log.warn("an event could not be recorded", { error: message }),
      }),
    });
  }

  #serversFor(cluster: Cluster): Servers {
    return new Servers(this.#settings, {
      cluster,
      namespace: this.#settings.allNamespaces ? undefined : this.#namespaceOf(cluster),
      metrics: this.#metrics,
      controller: () => this.#controller,
      isKnown: () => this.#isKnown,
      now: () => this.#clock.now(),
      wall: this.#wall,
    });
  }

  #namespaceOf(cluster: Cluster): string {
    return this.#settings.namespace ?? cluster.namespace;
  }

  #noticing(cluster: Cluster): Pick<Cluster, "get" | "create" | "replace"> {
    return {
      get: async (...call) => {
        const found = await cluster.get(...call);
        this.#isKnown = true;
        return found;
      },
      create: cluster.create,
      replace: cluster.replace,
    };
  }
}

/** Milliseconds; less than the 30 s that a kubelet gives. */
const usualGrace = 15_000;

/** What an earlier process left: half of fetches, locks. */
async function emptied(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = await readdir(folder);
    await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`cannot use ${folder} for what is fetched: ${why}`, {
      help: "give --data a folder that can be written to",
    });
  }
}

function either(...signals: AbortSignal[]): Promise<void> {
  const any = AbortSignal.any(signals);
  return new Promise((resolve) => {
    if (any.aborted) resolve();
    else any.addEventListener("abort", () => resolve(), { once: true });
  });
}
