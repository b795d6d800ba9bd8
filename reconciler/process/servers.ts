import type { Server } from "node:http";
import type { Cluster } from "../../src/kube/cluster.ts";
import { pageService } from "../page/page-service.ts";
import { podsIn } from "../page/pods-in.ts";
import type { Controller } from "./controller.ts";
import { type Address, closed, listening } from "./listening.ts";
import type { Metrics } from "./metrics.ts";
import { probeServer } from "./probe-server.ts";
import type { Log } from "./redacting-log.ts";
import { HandOn } from "./webhook/hand-on.ts";
import { webhookReceiver } from "./webhook/receiver.ts";

export interface ServersSettings {
  /** Where health and metrics are served; nowhere when left out. */
  readonly probes: Address | undefined;
  readonly webhook: { readonly address: Address; readonly secrets: () => readonly string[] } | undefined;
  /** Where badges and the status page are served; nowhere when left out. */
  readonly page?: Address | undefined;
  /** What this cluster is called where people read it. */
  readonly clusterName?: string | undefined;
  readonly log: Log;
}

/** What they ask of the process. */
export interface Served {
  /** For the page, and for webhooks that are handed on. */
  readonly cluster: Cluster;
  /** Where NIMRepositories are looked for; everywhere when left out. */
  readonly namespace: string | undefined;
  readonly metrics: Metrics;
  /** Undefined while this process does not lead. */
  readonly controller: () => Controller | undefined;
  /** Whether the API server has answered at all. */
  readonly isKnown: () => boolean;
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/** What is listened to; undefined where nothing is. */
export interface Ports {
  readonly probes: number | undefined;
  readonly webhook: number | undefined;
  readonly page: number | undefined;
}

/** All that a process serves over HTTP, whether it leads or waits to. */
export class Servers {
  readonly #settings: ServersSettings;
  readonly #served: Served;
  readonly #servers: Server[] = [];

  constructor(settings: ServersSettings, served: Served) {
    this.#settings = settings;
    this.#served = served;
  }

  /** @throws UserError where a port cannot be listened to. */
  async listen(): Promise<Ports> {
    const probes = await this.#serveProbes();
    const webhook = await this.#serveWebhook();
    return { probes, webhook, page: await this.#servePage() };
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(closed));
  }

  async #serveProbes(): Promise<number | undefined> {
    const { probes } = this.#settings;
    if (probes === undefined) return undefined;
    const { metrics, controller, isKnown, now } = this.#served;
    const server = probeServer({
      metrics,
      watches: () => controller()?.watches() ?? [],
      now,
      // One that waits for its turn to lead is ready to.
      notReady: () => {
        if (!isKnown()) return "the API server has not answered yet";
        return controller()?.notReady;
      },
    });
    return this.#listening(server, probes, "probes and metrics");
  }

  async #serveWebhook(): Promise<number | undefined> {
    const { webhook, log } = this.#settings;
    if (webhook === undefined) return undefined;
    const { cluster, namespace, wall, metrics, controller } = this.#served;
    const handOn = new HandOn({
      cluster,
      namespace,
      wall,
      onError: (error) => log.warn("a webhook could not be handed on", { error: String(error) }),
    });
    const server = webhookReceiver({
      secrets: webhook.secrets,
      onPush: (commit) => (controller() ?? handOn).pushed(commit),
      onAnswer: (status) => {
        metrics.hooked(status);
        if (status !== 202) log.warn("a webhook was refused", { status });
      },
    });
    return this.#listening(server, webhook.address, "webhooks");
  }

  async #servePage(): Promise<number | undefined> {
    const { page, clusterName, log } = this.#settings;
    if (page === undefined) return undefined;
    const { cluster, namespace, controller, now } = this.#served;
    const server = pageService({
      cluster,
      namespace,
      clusterName,
      fleetOf: (namespace, name) => controller()?.fleetOf(namespace, name),
      pods: () => podsIn(controller()?.watches() ?? []),
      now,
      onFault: ({ fault, message: error }) => {
        const level = fault === "expired" || fault === "reset" ? "info" : "warn";
        log[level]("the watch of the status page was interrupted", { fault, error });
      },
    });
    return this.#listening(server, page, "badges and the status page");
  }

  #listening(server: Server, address: Address, what: string): Promise<number> {
    this.#servers.push(server);
    return listening(server, address, what);
  }
}
