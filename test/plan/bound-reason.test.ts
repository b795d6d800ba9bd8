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
