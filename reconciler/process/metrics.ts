import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { NIMRepositoryStatus, ResourcePhase } from "../repository/types.ts";
import type { OpenWatch } from "./live-copies.ts";

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
  readonly #passes: Histogram<"outcome">;
  readonly #fetches: Counter<"outcome">;
  readonly #effects: Counter<"did">;
  readonly #faults: Counter<"kind" | "fault">;
  readonly #hooks: Counter<"answer">;
  readonly #leads: Gauge;
  readonly #conditions: Gauge<"namespace" | "name" | "type">;
  readonly #resources: Gauge<"namespace" | "name" | "phase">;
  /** Of each repository: its labels, and since when (milliseconds since 1970) something of it is not well. */
  readonly #unwell = new Map<string, { readonly labels: RepositoryName; readonly since: number }>();

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
    this.#conditions = new Gauge({
      name: "nimops_repository_condition",
      help: "1 while the condition of the NIMRepository is true.",
      labelNames: ["namespace", "name", "type"],
      registers,
    });
    this.#resources = new Gauge({
      name: "nimops_repository_resources",
      help: "Resources of the NIMRepository in each phase.",
      labelNames: ["namespace", "name", "phase"],
      registers,
    });
    const unwell = this.#unwell;
    new Gauge({
      name: "nimops_repository_not_ready_seconds",
      help: "How long the resource that has not been healthy for longest has not been.",
      labelNames: ["namespace", "name"],
      registers,
      collect() {
        this.reset();
        for (const { labels, since } of unwell.values()) {
          this.set({ ...labels }, Number.isFinite(since) ? Math.max(0, (wall() - since) / 1000) : 0);
        }
      },
    });
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
  }

  passed(seconds: number, outcome: PassOutcome): void {
    this.#passes.observe({ outcome }, seconds);
  }

  looked(outcome: "same" | "new" | "failed"): void {
    this.#fetches.inc({ outcome });
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

  /** Who leads no more knows nothing of the repositories any longer. */
  leads(isSo: boolean): void {
    this.#leads.set(isSo ? 1 : 0);
    if (isSo) return;
    this.#conditions.reset();
    this.#resources.reset();
    this.#unwell.clear();
  }

  tell(repository: RepositoryName, { conditions, resources }: NIMRepositoryStatus): void {
    const labels = labelsOf(repository);
    for (const type of ["Ready", "Reconciling", "Stalled"] as const) {
      const isSo = conditions.some((condition) => condition.type === type && condition.status === "True");
      this.#conditions.set({ ...labels, type }, isSo ? 1 : 0);
    }
    for (const phase of phases) {
      this.#resources.set({ ...labels, phase }, resources.filter((each) => each.phase === phase).length);
    }
    const since = resources.flatMap((each) => (isSettled.has(each.phase) ? [] : [Date.parse(each.since)]));
    // Of none it is infinite.
    this.#unwell.set(keyOf(labels), {
      labels,
      since: since.reduce((one, other) => Math.min(one, other), Infinity),
    });
  }

  forget(repository: RepositoryName): void {
    const labels = labelsOf(repository);
    for (const type of ["Ready", "Reconciling", "Stalled"]) this.#conditions.remove({ ...labels, type });
    for (const phase of phases) this.#resources.remove({ ...labels, phase });
    this.#unwell.delete(keyOf(labels));
  }

  /** In Prometheus' text form. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}

interface RepositoryName {
  readonly namespace: string;
  readonly name: string;
}

function labelsOf({ namespace, name }: RepositoryName) {
  return { namespace, name };
}

function keyOf({ namespace, name }: RepositoryName): string {
  return `${namespace}/${name}`;
}

const phases: readonly ResourcePhase[] = [
  "Waiting",
  "Pending",
  "Progressing",
  "Healthy",
  "Degraded",
  "Blocked",
  "Failed",
  "Stalled",
  "Orphaned",
  "Deleting",
];

const isSettled: ReadonlySet<ResourcePhase> = new Set(["Healthy", "Orphaned"]);
