import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { OutboxMetrics } from "../outbox/outbox-metrics.ts";
import type { NIMRepositoryStatus } from "../repository/types.ts";
import type { OpenWatch } from "./live-copies.ts";
import { outboxMetrics } from "./outbox-metrics.ts";
import { RepositoryMetrics, type RepositoryName } from "./repository-metrics.ts";

export interface MetricsSettings {
  readonly version: string;
  /** Milliseconds on the clock of the watches. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly watches: () => readonly OpenWatch[];
  /** Passes that wait for their turn. */
  readonly queued: () => number;
}

export type PassOutcome = "done" | "stalled" | "transient" | "failed";

/** What `/metrics` tells. */
export class Metrics {
  readonly #registry = new Registry();
  readonly outbox: OutboxMetrics = outboxMetrics(this.#registry);
  readonly #passes: Histogram<"outcome">;
  readonly #fetches: Counter<"outcome">;
  readonly #effects: Counter<"did">;
  readonly #faults: Counter<"kind" | "fault">;
  readonly #hooks: Counter<"answer">;
  readonly #leads: Gauge;
  readonly #repositories: RepositoryMetrics;
  #isLeading = false;

  constructor({ version, now, wall, watches, queued }: MetricsSettings) {
    const registers = [this.#registry];
    this.#passes = new Histogram({
      name: "nimops_reconcile_duration_seconds",
      help: "How long passes over one NIMRepository took.",
      labelNames: ["outcome"],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
      registers,
    });
    this.#fetches = new Counter({
      name: "nimops_git_looks_total",
      help: "How often a Git server was asked for its newest commit.",
      labelNames: ["outcome"],
      registers,
    });
    this.#effects = new Counter({
      name: "nimops_resource_changes_total",
      help: "What was done to resources.",
      labelNames: ["did"],
      registers,
    });
    this.#faults = new Counter({
      name: "nimops_watch_faults_total",
      help: "What went wrong with watches.",
      labelNames: ["kind", "fault"],
      registers,
    });
    this.#hooks = new Counter({
      name: "nimops_webhook_requests_total",
      help: "Requests to the webhook receiver, by the status of the answer.",
      labelNames: ["answer"],
      registers,
    });
    this.#leads = new Gauge({
      name: "nimops_leader",
      help: "1 while this process holds the Lease.",
      registers,
    });
    this.#repositories = new RepositoryMetrics(this.#registry, wall);
    new Gauge({
      name: "nimops_watch_age_seconds",
      help: "How long ago a watch last heard of the API server; the longest of each kind.",
      labelNames: ["kind"],
      registers,
      collect() {
        this.reset();
        const ages = new Map<string, number>();
        for (const { kind, watch } of watches()) {
          const age = watch.lastHeard === undefined ? 0 : (now() - watch.lastHeard) / 1000;
          ages.set(kind, Math.max(age, ages.get(kind) ?? 0));
        }
        for (const [kind, age] of ages) this.set({ kind }, age);
      },
    });
    new Gauge({
      name: "nimops_queue_length",
      help: "NIMRepositories that wait for their pass.",
      registers,
      collect() {
        this.set(queued());
      },
    });
    new Gauge({
      name: "nimops_build_info",
      help: "1; the label tells the version.",
      labelNames: ["version"],
      registers,
    }).set({ version }, 1);
    this.leads(false);
  }

  /** Of the process: memory, CPU, event loop. */
  observeProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
    // Gauges that are called as a counter is; those without `_total` say the same.
    for (const what of ["handles", "requests", "resources"]) {
      this.#registry.removeSingleMetric(`nodejs_active_${what}_total`);
    }
  }

  passed(seconds: number, outcome: PassOutcome): void {
    this.#passes.observe({ outcome }, seconds);
  }

  looked(repository: RepositoryName, outcome: "same" | "new" | "failed"): void {
    this.#fetches.inc({ outcome });
    if (this.#isLeading) this.#repositories.looked(repository, outcome);
  }

  did(what: string): void {
    this.#effects.inc({ did: what });
  }

  fault(kind: string, fault: string): void {
    this.#faults.inc({ kind, fault });
  }

  hooked(answer: number): void {
    this.#hooks.inc({ answer: String(answer) });
  }

  /** Who leads no more knows nothing of the repositories any longer, whatever still ends: it would be told for ever. */
  leads(isSo: boolean): void {
    this.#isLeading = isSo;
    this.#leads.set(isSo ? 1 : 0);
    if (!isSo) this.#repositories.forgetAll();
  }

  tell(repository: RepositoryName, status: NIMRepositoryStatus): void {
    if (this.#isLeading) this.#repositories.tell(repository, status);
  }

  forget(repository: RepositoryName): void {
    this.#repositories.forget(repository);
  }

  /** In Prometheus' text form. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
