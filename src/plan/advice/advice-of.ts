import type { Inventory } from "../../inventory/inventory.ts";
import type { ResourceSet } from "../../manifest/resource.ts";
import type { Demand, WorkloadDemand } from "../demand/demand.ts";
import type { Models } from "../models.ts";
import type { FleetVerdict, Verdict } from "../placement/answer.ts";
import type { Advice } from "../plan.ts";
import { fewerReplicas } from "./fewer-replicas.ts";
import { higherPriority } from "./higher-priority.ts";
import { moreNodes } from "./more-nodes.ts";
import { placeAlone, placeTogether } from "./place-alone.ts";
import { smallerProfile } from "./smaller-profile.ts";
import { type Judge, Trial } from "./trial.ts";
import { listed } from "./with-workload.ts";

export interface AdviceQuestion {
  readonly inventory: Inventory;
  readonly demand: Demand;
  readonly set: ResourceSet;
  readonly models: Models;
  /** At minimum replicas. */
  readonly verdict: FleetVerdict;
  verdictOf(workload: WorkloadDemand): Verdict;
  /** In which the default scheduler places everything; absent where no such order is known. */
  readonly creationOrder?: readonly WorkloadDemand[] | undefined;
}

/**
 * Changes of which each alone makes everything fit, or fit in any order where it fits if packed already. Each was planned
 * again with `judge`, the smallest number of nodes or replicas that does it was searched for. At most 80 times in all, and
 * 30 times for one workload alone; large fleets are left to `--what-if`.
 */
export function adviceOf(question: AdviceQuestion, judge: Judge): Advice[] {
  const { inventory, demand, verdict, verdictOf } = question;
  if (verdict !== "does-not-fit" && verdict !== "fits-if-packed") return [];
  const staying = demand.workloads.filter(({ ends, pods }) => !ends && pods.length > 0);
  if (isLarge(inventory, staying)) return [tooLarge(verdict)];
  const trial = (times: number) => new Trial(judge, inventory, demand, verdict, times);
  const concerned = staying.filter((workload) => verdictOf(workload) !== "fits");
  const isAlone = (workload: WorkloadDemand) => verdictOf(workload) === "does-not-fit";
  const isTight = verdict === "does-not-fit";
  // The job of a cache too, which has selectors and tolerations of its own.
  const homeless = demand.workloads.filter((each) => each.pods.length > 0 && isAlone(each));
  const edits = homeless.length === 1 ? placeAlone(trial(10), homeless) : [];
  // Whoever takes the most is asked first; sorting keeps the order of names among equals.
  const largest = [...(isTight ? staying : concerned)]
    .sort((a, b) => podsOf(b) - podsOf(a))
    .slice(0, mostWorkloads);
  return [
    ...(isTight ? [] : inOrder(question)),
    ...(isTight ? [] : higherPriority(trial(1), concerned)),
    ...(edits.length > 0 || homeless.length === 0 ? edits : placeTogether(trial(20), trial(30), homeless)),
    ...moreNodes(trial(30)),
    ...smallerProfile(trial(6), largest, question),
    ...fewerReplicas(trial(13), largest),
  ];
}

const mostWorkloads = 6;

function inOrder({ creationOrder }: AdviceQuestion): Advice[] {
  if (!creationOrder || creationOrder.length < 2) return [];
  const message = `create them in this order, each once the pods of the one before have their nodes: ${listed(creationOrder)}; or let the scheduler pack (NodeResourcesFit with MostAllocated for nvidia.com/gpu). Pods that are made anew later come in any order again`;
  return [{ code: "create-in-order", message, verdict: "fits-if-packed" }];
}

function isLarge({ nodePools }: Inventory, workloads: readonly WorkloadDemand[]): boolean {
  const nodes = nodePools.reduce((sum, pool) => sum + pool.nodes.max, 0);
  const pods = workloads.reduce((sum, workload) => sum + podsOf(workload), 0);
  return nodes > 100 || pods > 300 || workloads.length > 100;
}

function podsOf({ pods }: WorkloadDemand): number {
  return pods.reduce((sum, { count }) => sum + count.minimum, 0);
}

function tooLarge(verdict: FleetVerdict): Advice {
  const message = "the fleet is too large to try changes on: try one with `--what-if POOL=+N`";
  return { code: "fleet-too-large", message, verdict };
}
