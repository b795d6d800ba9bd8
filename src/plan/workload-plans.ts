import { shortList } from "../inventory/short-list.ts";
import { type Level, levels, type WorkloadDemand } from "./demand/demand.ts";
import type { Placed } from "./fleet-map.ts";
import type { JudgedFleet } from "./judged-fleet.ts";
import type { Verdict } from "./placement/answer.ts";
import type { PodPlan, Reason, WorkloadPlan } from "./plan.ts";
import { whyNot } from "./why-not.ts";

/** What becomes of each workload, in the order of the demand. */
export function workloadPlans(fleet: JudgedFleet, shown: Placed | undefined): WorkloadPlan[] {
  const nodesOf = nodesByPod(shown);
  return fleet.demand.workloads.map((workload): WorkloadPlan => {
    const { kind, namespace, name, location } = workload;
    const need = fleet.hardware.get(workload)?.need;
    return {
      kind,
      namespace,
      name,
      ...(location && { location }),
      verdict: fleet.verdictOf(workload, "minimum"),
      levels: {
        maximum: fleet.verdictOf(workload, "maximum"),
        nodeLost: fleet.verdictOf(workload, "nodeLost"),
        rollout: fleet.verdictOf(workload, "rollout"),
      },
      reasons: reasonsOf(fleet, workload),
      pods: workload.pods.map(
        (pod): PodPlan => ({
          of: pod.of,
          count: { min: pod.count.minimum, max: pod.count.maximum },
          requests: pod.requests,
          pools: fleet.poolsOf(pod),
          placed: nodesOf.get(pod) ?? [],
        }),
      ),
      ...(need && { hardware: need }),
    };
  });
}

/** Without an inventory: what is asked for, and nothing about where it goes. */
export function unplacedWorkloads(workloads: readonly WorkloadDemand[]): WorkloadPlan[] {
  return workloads.map(({ kind, namespace, name, location, settled, pods }): WorkloadPlan => {
    const verdict = settled?.verdict ?? "unknown";
    return {
      kind,
      namespace,
      name,
      ...(location && { location }),
      verdict,
      levels: { maximum: verdict, nodeLost: verdict, rollout: verdict },
      reasons: [settled?.reason ?? noInventory],
      pods: pods.map(({ of, count, requests }) => ({
        of,
        count: { min: count.minimum, max: count.maximum },
        requests,
        pools: [],
        placed: [],
      })),
    };
  });
}

const noInventory: Reason = {
  code: "no-inventory",
  message: "no GPUInventory says what the cluster has",
  help: "`nimops inventory from-cluster` writes one; give it with --inventory, or name it under clusters[].inventory in nimops.yaml",
};

function reasonsOf(fleet: JudgedFleet, workload: WorkloadDemand): Reason[] {
  if (workload.settled) return [workload.settled.reason];
  const verdict = fleet.verdictOf(workload, "minimum");
  const now = whyNot(workload.ends ? fleet.everything() : fleet.at("minimum"), workload, verdict);
  const harder = levels.flatMap((each) => {
    const then = fleet.verdictOf(workload, each);
    if (each === "minimum" || badness[then] <= badness[verdict]) return [];
    const why = whyNot(fleet.at(each), workload, then);
    const [first] = why;
    const message = `${words[each]}: ${why.map((reason) => reason.message).join("; ")}`;
    return first ? [{ ...first, code: codes[each], message }] : [];
  });
  const ofGpus = fleet.hardware.get(workload)?.reasons ?? [];
  const products = fleet.hardware.get(workload)?.products ?? [];
  const certain = verdict === "does-not-fit" ? ofGpus.map((reason) => asCertain(reason, products)) : ofGpus;
  // Where the scheduler has a place for it, only the GPUs tell why it does not run.
  const isByGpus = verdict === "does-not-fit" && !isRefusedByScheduler(fleet, workload);
  return [...(isByGpus ? [...certain, ...now] : [...now, ...certain]), ...harder];
}

function isRefusedByScheduler(fleet: JudgedFleet, workload: WorkloadDemand): boolean {
  const { placement, scheduled } = workload.ends ? fleet.everything() : fleet.at("minimum");
  return scheduled.owners[placement.owners.indexOf(workload)]?.verdict === "does-not-fit";
}

/** What the pods of a group may get, of one that has no place without it. */
function asCertain(reason: Reason, products: readonly (readonly string[])[]): Reason {
  if (reason.code !== "group-may-mix-gpus") return reason;
  const message = `the pods of one group need GPUs of one product, and no product alone has room for all of them: those of ${shortList(products.map((pools) => pools.join(" and ")))}`;
  return { code: "group-needs-equal-gpus", message };
}

const badness: Readonly<Record<Verdict, number>> = {
  fits: 0,
  "fits-if-packed": 1,
  unknown: 2,
  contended: 3,
  "does-not-fit": 4,
};

type HarderLevel = Exclude<Level, "minimum">;

const codes: Readonly<Record<HarderLevel, string>> = {
  maximum: "at-maximum",
  nodeLost: "at-node-lost",
  rollout: "at-rollout",
};

const words: Readonly<Record<HarderLevel, string>> = {
  maximum: "at the maximum of all autoscalers",
  nodeLost: "with one node of each pool lost",
  rollout: "while everything is rolled out",
};

function nodesByPod(shown: Placed | undefined): ReadonlyMap<unknown, PodPlan["placed"]> {
  const found = new Map<unknown, { node: string; pods: number }[]>();
  if (!shown) return found;
  const { placement, packing } = shown;
  for (const [node, held] of [...packing].sort(([a], [b]) => a - b)) {
    for (const [group, pods] of held) {
      const of = placement.pods[group];
      const nodes = found.get(of) ?? [];
      nodes.push({ node: placement.problem.nodes[node]?.name ?? "", pods });
      found.set(of, nodes);
    }
  }
  return found;
}
