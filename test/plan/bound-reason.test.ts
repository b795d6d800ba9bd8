import { expect, test } from "vitest";
import type { ValueMap } from "../../src/nim/value.ts";
import { boundReason } from "../../src/plan/bound-reason.ts";
import type { PodDemand } from "../../src/plan/demand/demand.ts";
import { placementOf } from "../../src/plan/placement/placement-of.ts";
import { problemOf } from "../../src/plan/problem-of.ts";
import { demandFor, inventoryOf, podDemand } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";

const two = { minimum: 2, maximum: 2, nodeLost: 2, rollout: 2 };
const antiAffinity: ValueMap = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "llama" } } },
      ],
    },
  },
};

test.each<[string, Partial<PodDemand>]>([
  ["as pod anti-affinity rules ask", { spec: antiAffinity }],
  [
    "since a node has each host port once",
    { spec: { containers: [{ name: "c", ports: [{ hostPort: 80 }] }] } },
  ],
  [
    "since one pod at a time may use a claim that is ReadWriteOncePod",
    { volumes: [{ claim: "weights", isKnown: true, isForOnePod: true }] },
  ],
])("pods are kept apart %s, and the bound says so", (why, differs) => {
  const demand = demandFor([podDemand({ ...differs, count: two })]);
  const placement = problemOf(demand, inventoryOf([pool({}, { nodes: 1 })]), "minimum");
  const bound = placementOf(placement.problem).owners[0]?.bound;
  expect(bound && boundReason(placement, bound, 0).message).toBe(
    `needs 2 places that are apart from each other, ${why}; there is 1 on pool h100 (1 node)`,
  );
});

test("pods that must be near each other have room together nowhere, and the bound says how many have", () => {
  const affinity: ValueMap = {
    affinity: {
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "llama" } } },
        ],
      },
    },
  };
  const three = { minimum: 3, maximum: 3, nodeLost: 3, rollout: 3 };
  const pods = podDemand({ spec: affinity, count: three, requests: { "nvidia.com/gpu": "4" } });
  expect(messageOf([[pods]], 2)).toBe(
    "needs places for 3 pods that must be near each other, as pod affinity asks; no node of pool h100 (2 nodes) has room for more than 2",
  );
});

test("where no sum shows a misfit it is told in points that anybody can add up", () => {
  const of = (name: string, gpus: string, count: number) =>
    podDemand({
      of: `Deployment ${name}`,
      count: { minimum: count, maximum: count, nodeLost: count, rollout: count },
      requests: { "nvidia.com/gpu": gpus },
    });
  expect(messageOf([[of("five", "5", 60)], [of("four", "4", 85)]], 100)).toBe(
    "needs 205 points together with NIMService models/service-2, where a pod counts 2 (Deployment models/five), 1 (Deployment models/four); no node of pool h100 (100 nodes) holds more than 2: room for 200",
  );
});

function messageOf(workloads: readonly (readonly PodDemand[])[], nodes: number): string | undefined {
  const placement = problemOf(demandFor(...workloads), inventoryOf([pool({}, { nodes })]), "minimum");
  const answer = placementOf(placement.problem);
  const bound = answer.owners[0]?.bound ?? answer.bound;
  return bound && boundReason(placement, bound, 0).message;
}
