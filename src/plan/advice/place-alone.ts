import { lessAmounts } from "../../inventory/amounts.ts";
import { completePool } from "../../inventory/complete.ts";
import type { CompletedPool, Taint } from "../../inventory/inventory.ts";
import { poolNodes } from "../../inventory/nodes.ts";
import { closest } from "../../nim/closest.ts";
import { compareQuantities, parseQuantity } from "../../nim/quantity.ts";
import { isMap, type ValueMap } from "../../nim/value.ts";
import type { Demand, PodDemand, WorkloadDemand } from "../demand/demand.ts";
import { gpusAskedBy } from "../hardware/gpus-asked.ts";
import type { Advice } from "../plan.ts";
import { moreNodes } from "./more-nodes.ts";
import type { Trial } from "./trial.ts";
import { called, listed, withPods } from "./with-workload.ts";

/** Edits of services that no node takes even alone: of what they select, tolerate and ask for. */
export function placeAlone(trial: Trial, workloads: readonly WorkloadDemand[]): Advice[] {
  const pools = trial.inventory.nodePools.map(completePool);
  return workloads.flatMap((workload) =>
    editsOf(workload, pools, trial).flatMap(({ code, message, change }): Advice[] => {
      const verdict = trial.with({ demand: withPods(trial.demand, workload, change) });
      return verdict === undefined ? [] : [{ code, message: `${message} for ${called(workload)}`, verdict }];
    }),
  );
}

/**
 * One edit for each service that no node takes even alone, where none of the edits would be enough; with the nodes that are
 * lacking then.
 *
 * @param alone judges each edit with its service alone.
 */
export function placeTogether(trial: Trial, alone: Trial, workloads: readonly WorkloadDemand[]): Advice[] {
  const pools = trial.inventory.nodePools.map(completePool);
  const edits = new Map<string, WorkloadDemand[]>();
  const codes = new Set<string>();
  let { demand } = trial;
  for (const workload of workloads) {
    const edit = editsOf(workload, pools, trial).find(
      ({ change }) => alone.with({ demand: onlyWith(trial.demand, workload, change) }) !== undefined,
    );
    if (edit === undefined) return [];
    demand = withPods(demand, workload, edit.change);
    codes.add(edit.code);
    edits.set(edit.message, [...(edits.get(edit.message) ?? []), workload]);
  }
  const message = [...edits].map(([text, concerned]) => `${text} for ${listed(concerned)}`).join("; ");
  const [code = ""] = codes.size === 1 ? codes : ["edit-together"];
  const verdict = trial.with({ demand });
  if (verdict !== undefined) return [{ code, message, verdict }];
  return moreNodes(trial.of(demand)).map((nodes) => ({
    code: "edit-together",
    message: `${message}; and ${nodes.message}`,
    verdict: nodes.verdict,
  }));
}

/** The demand of one workload, its pods changed, as if there were no other. */
function onlyWith(demand: Demand, workload: WorkloadDemand, change: Edit["change"]): Demand {
  return withPods({ ...demand, workloads: [workload] }, workload, change);
}

function editsOf(workload: WorkloadDemand, pools: readonly CompletedPool[], trial: Trial): Edit[] {
  return [
    ...selections(workload, pools, trial),
    ...tolerations(pools),
    ...amounts(workload, pools),
    ...nodes(workload, pools),
  ];
}

interface Edit {
  readonly code: string;
  readonly message: string;
  change(pod: PodDemand): PodDemand;
}

/** A label that is nearly that of a pool. */
function selections({ pods }: WorkloadDemand, pools: readonly CompletedPool[], { inventory }: Trial): Edit[] {
  const selector = mapAt(pods[0]?.spec, "nodeSelector");
  const labels = pools.map((pool) => poolNodes(pool, inventory.components).at(0).labels);
  return Object.entries(selector).flatMap(([key, value]): Edit[] => {
    const there = labels.flatMap((each) => (Object.hasOwn(each, key) ? [each[key] ?? ""] : []));
    const meant = typeof value !== "string" || there.includes(value) ? undefined : closest(value, there);
    if (meant === undefined) return [];
    return [
      {
        code: "correct-selector",
        message: `write ${key}: ${meant} in the nodeSelector`,
        change: (pod) =>
          withSpec(pod, { nodeSelector: { ...mapAt(pod.spec, "nodeSelector"), [key]: meant } }),
      },
    ];
  });
}

/** What keeps pods away from each pool, tolerated. */
function tolerations(pools: readonly CompletedPool[]): Edit[] {
  const sets = new Map<string, Taint[]>();
  for (const { gpu, taints } of pools) {
    const hard = taints.filter(({ effect }) => effect !== "PreferNoSchedule");
    if (gpu && hard.length > 0) sets.set(JSON.stringify(hard), hard);
  }
  return [...sets.values()].slice(0, mostEdits).map((taints): Edit => {
    const added = taints.map(({ key, effect }) => ({ key, operator: "Exists", effect }));
    const texts = added.map(({ key, effect }) => `{ key: ${key}, operator: Exists, effect: ${effect} }`);
    return {
      code: "add-tolerations",
      message: `add ${texts.join(" and ")} to the tolerations`,
      change: (pod) => {
        const given = pod.spec.tolerations;
        return withSpec(pod, { tolerations: [...(Array.isArray(given) ? given : []), ...added] });
      },
    };
  });
}

/** Less CPU or memory, as much as a node of some pool has left. */
function amounts(workload: WorkloadDemand, pools: readonly CompletedPool[]): Edit[] {
  const [pod] = workload.pods;
  const gpus = gpusAskedBy(workload);
  const able = pools.filter(
    ({ devices }) => !gpus || devices.some(({ resource }) => resource === gpus.resource),
  );
  return shared.flatMap((resource): Edit[] => {
    const asked = parseQuantity(pod?.requests[resource] ?? "0");
    const left = able.flatMap(({ allocatable, reserved }) => {
      const amount = lessAmounts(allocatable, reserved)[resource];
      const quantity = amount === undefined ? undefined : parseQuantity(amount);
      return quantity && quantity.nano > 0n ? [quantity] : [];
    });
    const most = left.sort(compareQuantities).at(-1);
    if (!asked || !most || left.length < able.length || compareQuantities(asked, most) <= 0) return [];
    return [
      {
        code: "lower-requests",
        message: `ask for ${most.canonical} of ${resource} instead of ${asked.canonical}, which is all that a node has,`,
        change: (each) => ({ ...each, requests: { ...each.requests, [resource]: most.canonical } }),
      },
    ];
  });
}

const shared = ["cpu", "memory", "ephemeral-storage"];

/** More GPUs than a node has, spread over several nodes. */
function nodes(workload: WorkloadDemand, pools: readonly CompletedPool[]): Edit[] {
  const gpus = gpusAskedBy(workload);
  if (!gpus || gpus.claimed || workload.kind !== "NIMService" || workload.pods.length !== 1) return [];
  const counts = pools.flatMap(({ devices }) =>
    devices.flatMap(({ resource, count, migProfile }) =>
      resource === gpus.resource && migProfile === undefined ? [count] : [],
    ),
  );
  const ofNode = Math.max(0, ...counts);
  if (ofNode < 1 || gpus.count <= ofNode || gpus.count % ofNode !== 0) return [];
  const pipeline = gpus.count / ofNode;
  return [
    {
      code: "spread-over-nodes",
      message: `write spec.multiNode.parallelism: { tensor: ${ofNode}, pipeline: ${pipeline} } and ask for ${ofNode} GPUs a pod, if a profile of the image is made for that,`,
      change: (pod) => {
        const times = (count: number) => count * pipeline;
        const { minimum, maximum, nodeLost, rollout } = pod.count;
        return {
          ...pod,
          requests: { ...pod.requests, [gpus.resource]: String(ofNode) },
          count: {
            minimum: times(minimum),
            maximum: times(maximum),
            nodeLost: times(nodeLost),
            rollout: times(rollout),
          },
        };
      },
    },
  ];
}

const mostEdits = 4;

function withSpec(pod: PodDemand, changed: ValueMap): PodDemand {
  return { ...pod, spec: { ...pod.spec, ...changed } };
}

function mapAt(map: ValueMap | undefined, key: string): ValueMap {
  const found = map && Object.hasOwn(map, key) ? map[key] : undefined;
  return isMap(found) ? found : {};
}
