import { completePool } from "../inventory/complete.ts";
import type { CompletedPool, Inventory } from "../inventory/inventory.ts";
import type { ResourceSet } from "../manifest/resource.ts";
import type { OperatorVersion } from "../nim/version.ts";
import { aloneOn } from "./alone-on.ts";
import type { Demand, Level, PodDemand, WorkloadDemand } from "./demand/demand.ts";
import { endingVerdict } from "./ending-verdict.ts";
import { hasGpus } from "./hardware/gpus-asked.ts";
import type { Hardware } from "./hardware/hardware.ts";
import { hardwareOf } from "./hardware/hardware-of.ts";
import type { Models } from "./models.ts";
import { type PlacedLevel, placedLevel, worstOf } from "./placed-level.ts";
import type { FleetVerdict, Verdict } from "./placement/answer.ts";
import type { PodPlan } from "./plan.ts";
import { type PlacementProblem, problemOf } from "./problem-of.ts";

export interface FleetContext {
  readonly set: ResourceSet;
  readonly models: Models;
  readonly operatorVersion: OperatorVersion;
  /** Services that go: they are deleted last, and run beside everything new until then. */
  readonly leaving?: readonly WorkloadDemand[];
}

/** A demand on a fleet, judged at every level. */
export class JudgedFleet {
  readonly demand: Demand;
  readonly inventory: Inventory;
  readonly pools: readonly CompletedPool[];
  readonly hardware: ReadonlyMap<WorkloadDemand, Hardware>;
  readonly #everything: PlacementProblem;
  readonly #groupOf: ReadonlyMap<PodDemand, number>;
  /** By groups that nodes cannot tell apart. */
  readonly #poolsOf = new Map<number, PodPlan["pools"]>();
  readonly #placed = new Map<Level, PlacedLevel>();
  readonly #leaving: readonly WorkloadDemand[];
  #rollout: PlacedLevel | undefined;
  readonly #isAsAtMinimum: Readonly<Record<"maximum" | "rollout", boolean>>;

  constructor(
    demand: Demand,
    inventory: Inventory,
    { set, models, operatorVersion, leaving = [] }: FleetContext,
  ) {
    this.demand = demand;
    this.inventory = inventory;
    this.#leaving = leaving;
    this.#isAsAtMinimum = {
      maximum: isAsAtMinimum(demand, "maximum"),
      rollout: isAsAtMinimum(demand, "rollout"),
    };
    this.pools = inventory.nodePools.map(completePool);
    // Everything takes part in a roll-out, so that each pod is asked about here.
    this.#everything = problemOf(demand, inventory, "rollout");
    this.#groupOf = new Map(this.#everything.pods.map((pod, index) => [pod, index]));
    const { components } = inventory;
    const context = { set, models, operatorVersion, pools: this.pools, components };
    this.hardware = new Map(
      demand.workloads.map((workload) => {
        const withGpus = workload.pods.filter(hasGpus);
        const takes = this.#takenBy(withGpus.length > 0 ? withGpus : workload.pods);
        return [workload, hardwareOf(workload, takes, context)];
      }),
    );
  }

  /** Of every pool: whether it takes one such pod alone. */
  poolsOf(pod: PodDemand): PodPlan["pools"] {
    const group = this.#groupOf.get(pod);
    if (group === undefined) return [];
    const alike = this.#everything.alike[group] ?? group;
    const pools = this.#poolsOf.get(alike) ?? aloneOn(this.#everything, group);
    this.#poolsOf.set(alike, pools);
    return pools;
  }

  /** Names of the pools that take a pod of the workload alone. */
  takes({ pods }: WorkloadDemand): readonly string[] {
    return this.#takenBy(pods);
  }

  at(level: Level): PlacedLevel {
    if (level !== "rollout" || this.#leaving.length === 0) return this.#without(level);
    this.#rollout ??= placedLevel(this.#rolledOut(), this.hardware);
    return this.#rollout;
  }

  /** Everything that is to be, builds and jobs too, at once. */
  everything(): PlacedLevel {
    return this.#without("rollout");
  }

  /** Levels at which the same pods run on the same nodes are placed once. What goes has no part in them. */
  #without(level: Level): PlacedLevel {
    const same = this.#sameAs(level);
    const known = this.#placed.get(same);
    if (known) return known;
    const placed = placedLevel(this.#problemAt(same), this.hardware);
    this.#placed.set(same, placed);
    return placed;
  }

  /** Builds and jobs run beside everything else at `rollout`; what they come to at the other levels follows from that. */
  verdictOf(workload: WorkloadDemand, level: Level): Verdict {
    if (workload.settled) return workload.settled.verdict;
    const isBeside = workload.ends && level !== "rollout";
    const verdict = (isBeside ? this.everything() : this.at(level)).verdicts.get(workload) ?? "fits";
    return isBeside ? endingVerdict(verdict) : verdict;
  }

  /** Of everything. */
  verdict(level: Level): FleetVerdict {
    const beside = this.demand.workloads.filter(({ settled, ends }) => settled || ends);
    return worstOf([this.at(level).verdict, ...beside.map((workload) => this.verdictOf(workload, level))]);
  }

  #takenBy(pods: readonly PodDemand[]): string[] {
    const names = pods.flatMap((pod) => this.poolsOf(pod).filter(({ takes }) => takes));
    return [...new Set(names.map(({ pool }) => pool))];
  }

  #rolledOut(): PlacementProblem {
    const workloads = [...this.demand.workloads, ...this.#leaving.map(untilItGoes)];
    return problemOf({ ...this.demand, workloads }, this.inventory, "rollout");
  }

  #problemAt(level: Level): PlacementProblem {
    const isEverything = level === "rollout" || (level === "minimum" && this.#isAsAtMinimum.rollout);
    return isEverything ? this.#everything : problemOf(this.demand, this.inventory, level);
  }

  #sameAs(level: Level): Level {
    if (level !== "maximum" && level !== "rollout") return level;
    return this.#isAsAtMinimum[level] ? "minimum" : level;
  }
}

function untilItGoes(workload: WorkloadDemand): WorkloadDemand {
  const pods = workload.pods.map((pod) => {
    const { minimum } = pod.count;
    return { ...pod, count: { minimum: 0, maximum: 0, nodeLost: 0, rollout: minimum } };
  });
  return { ...workload, pods };
}

/** Whether the same pods run at a level as at minimum replicas. */
function isAsAtMinimum({ workloads }: Demand, level: "maximum" | "rollout"): boolean {
  return workloads.every(
    ({ ends, pods }) =>
      (level === "maximum" && ends) ||
      (!(ends && pods.length > 0) && pods.every(({ count }) => count[level] === count.minimum)),
  );
}
