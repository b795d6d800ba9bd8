import { Gauge, type Registry } from "prom-client";
import { type ResourcePhase, resourcePhases } from "../repository/resource-phases.ts";
import type { NIMRepositoryStatus, ResourceStatus } from "../repository/types.ts";

export interface RepositoryName {
  readonly namespace: string;
  readonly name: string;
}

/** What is told of each NIMRepository, for as long as this process leads. */
export class RepositoryMetrics {
  readonly #conditions: Gauge<"namespace" | "name" | "type">;
  readonly #resources: Gauge<"namespace" | "name" | "phase">;
  readonly #known = new Map<string, Known>();

  /** @param wall milliseconds since 1970. */
  constructor(registry: Registry, wall: () => number) {
    const registers = [registry];
    const known = this.#known;
    const secondsSince = (time: number | undefined) =>
      time === undefined ? 0 : Math.max(0, (wall() - time) / 1000);
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
    new Gauge({
      name: "nimops_repository_troubled_resources",
      help: "Resources of the NIMRepository that are Degraded, Blocked, Failed or Stalled, by kind and reason.",
      labelNames: ["namespace", "name", "kind", "phase", "reason"],
      registers,
      collect() {
        this.reset();
        for (const { labels, troubled } of known.values()) {
          for (const { kind, phase, reason } of troubled) this.inc({ ...labels, kind, phase, reason });
        }
      },
    });
    new Gauge({
      name: "nimops_repository_not_ready_seconds",
      help: "How long the resource of that kind that has not been healthy for longest has not been.",
      labelNames: ["namespace", "name", "kind"],
      registers,
      collect() {
        this.reset();
        for (const { labels, unwell } of known.values()) {
          for (const [kind, since] of unwell) this.set({ ...labels, kind }, secondsSince(since));
        }
      },
    });
    new Gauge({
      name: "nimops_repository_git_failing_seconds",
      help: "How long Git could not be read for the NIMRepository; 0 where it could the last time.",
      labelNames: ["namespace", "name"],
      registers,
      collect() {
        this.reset();
        for (const { labels, unread } of known.values()) this.set({ ...labels }, secondsSince(unread));
      },
    });
    this.#wall = wall;
  }

  readonly #wall: () => number;

  tell(repository: RepositoryName, { conditions, resources }: NIMRepositoryStatus): void {
    const known = this.#of(repository);
    for (const type of types) {
      const isSo = conditions.some((condition) => condition.type === type && condition.status === "True");
      this.#conditions.set({ ...known.labels, type }, isSo ? 1 : 0);
    }
    for (const phase of resourcePhases) {
      const count = resources.filter((each) => each.phase === phase).length;
      this.#resources.set({ ...known.labels, phase }, count);
    }
    known.troubled = resources.filter((each) => isTrouble.has(each.phase));
    known.unwell = new Map();
    for (const { kind, phase, since } of resources) {
      const before = known.unwell.get(kind);
      const time = isSettled.has(phase) ? undefined : Date.parse(since);
      known.unwell.set(kind, before === undefined ? time : Math.min(before, time ?? before));
    }
  }

  looked(repository: RepositoryName, outcome: "same" | "new" | "failed"): void {
    const known = this.#of(repository);
    known.unread = outcome === "failed" ? (known.unread ?? this.#wall()) : undefined;
  }

  forget({ namespace, name }: RepositoryName): void {
    for (const type of types) this.#conditions.remove({ namespace, name, type });
    for (const phase of resourcePhases) this.#resources.remove({ namespace, name, phase });
    this.#known.delete(`${namespace}/${name}`);
  }

  forgetAll(): void {
    this.#conditions.reset();
    this.#resources.reset();
    this.#known.clear();
  }

  #of({ namespace, name }: RepositoryName): Known {
    const key = `${namespace}/${name}`;
    const found = this.#known.get(key) ?? { labels: { namespace, name }, unwell: new Map(), troubled: [] };
    this.#known.set(key, found);
    return found;
  }
}

interface Known {
  readonly labels: RepositoryName;
  /** By kind, since when something is not well; milliseconds since 1970. */
  unwell: Map<string, number | undefined>;
  troubled: readonly ResourceStatus[];
  /** Since when Git cannot be read; milliseconds since 1970. */
  unread?: number | undefined;
}

const types = ["Ready", "Reconciling", "Stalled"] as const;

const isSettled: ReadonlySet<ResourcePhase> = new Set(["Healthy", "Orphaned"]);
const isTrouble: ReadonlySet<ResourcePhase> = new Set(["Degraded", "Blocked", "Failed", "Stalled"]);
