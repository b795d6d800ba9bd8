import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { readInventory } from "../../src/inventory/read.ts";
import { isMap } from "../../src/nim/value.ts";
import type { Packing } from "../../src/plan/placement/answer.ts";
import type { PlacementProblem } from "../../src/plan/problem-of.ts";
import { problemOf } from "../../src/plan/problem-of.ts";
import { quotaMessage } from "../../src/plan/quota-limits.ts";
import { schedulerMessage } from "../../src/plan/scheduler/message.ts";
import { demandOfText } from "../support/demanded-pods.ts";
import { goldenDirectory } from "../support/golden.ts";
import { recordedFleets } from "../support/recorded-fleets.ts";

interface Run {
  readonly order: readonly string[];
  readonly placed: Readonly<Record<string, readonly string[]>>;
  readonly pending: readonly { readonly pod: string; readonly message: string }[];
  readonly refused?: readonly {
    readonly service: string;
    readonly missing: number;
    readonly message: string;
  }[];
  readonly atMaximum?: Run;
}

const folder = join(goldenDirectory, "scheduling");
const names = existsSync(folder) ? readdirSync(folder) : [];

test.skipIf(names.length === 0)("24 recorded fleets are there", () => expect(names).toHaveLength(24));

describe.each(names)("%s", (name) => {
  const read = (file: string) => readFileSync(join(folder, name, file), "utf8");
  const { inventory } = readInventory(inventoryIn(read("inventory.yaml")));
  if (!inventory) throw new Error("no inventory");
  const demand = demandOfText(read("manifests.yaml"), inventory);
  const { orders } = JSON.parse(read("truth.json")) as { orders: Run[] };

  test("nothing is assumed, and everything is known", () => {
    expect(demand.assumptions).toEqual([]);
    expect(demand.workloads.filter(({ settled }) => settled)).toEqual([]);
  });

  test.each(["minimum", "maximum"] as const)("the problem at %s is the one that is read by hand", (level) => {
    const byHand = recordedFleets().find((fleet) => fleet.name === name);
    const { problem, owners } = problemOf(demand, inventory, level);
    const expected = byHand?.[level];
    if (!byHand || !expected) throw new Error("no fleet");
    const amounts = (from: typeof problem, list: readonly number[], resource: string) => {
      const index = from.resources.indexOf(resource);
      return index < 0 ? 0 : list[index];
    };
    const shape = (from: typeof problem, services: readonly string[]) =>
      from.groups
        .map((group) => ({
          service: services[group.owner],
          count: group.count,
          priority: group.priority,
          gpus: amounts(from, group.requests, "nvidia.com/gpu"),
          cpu: amounts(from, group.requests, "cpu"),
          memory: amounts(from, group.requests, "memory"),
          nodes: from.nodes
            .filter((node) => group.allowed[node.class])
            .map(
              (node) =>
                `${node.name} ${amounts(from, node.free, "nvidia.com/gpu")} ${amounts(from, node.free, "pods")}`,
            )
            .sort(),
          rules: group.rules.map((rule) => [
            rule.kind,
            rule.groups.map((other) => services[from.groups[other]?.owner ?? -1]).sort(),
          ]),
        }))
        .sort((a, b) => (String(a.service) < String(b.service) ? -1 : 1));
    const asked = owners.map((owner) => `${owner.namespace}/${owner.name}`);
    expect(shape(problem, asked)).toEqual(shape(expected, byHand.services));
  });

  test.each(orders.map((order, index) => [index + 1, order] as const))(
    "says of pending pods in run %i what the scheduler said",
    (_, order) => {
      for (const [level, run] of [
        ["minimum", order],
        ["maximum", order.atMaximum],
      ] as const) {
        if (!run) continue;
        const placement = problemOf(demand, inventory, level);
        for (const { pod, message } of run.pending) {
          const group = groupOf(placement, pod);
          const said = (running: Packing) => schedulerMessage(placement, group, running);
          const atEnd = runningIn(placement, run, order.order);
          // What no other pod could change is not tried again: its message is of its own turn.
          const turn = order.order.findIndex((service) => pod.startsWith(`${service}/`));
          const isTriedOnce = !said(atEnd).includes("No preemption victims");
          const before = runningIn(placement, run, order.order.slice(0, turn));
          expect(said(isTriedOnce ? before : atEnd)).toBe(message);
        }
      }
    },
  );

  test("says of pods that a quota refused what the API server said", () => {
    const placement = problemOf(demand, inventory, "minimum");
    for (const { refused = [], placed } of orders) {
      for (const { service, missing, message } of refused) {
        const group = groupOf(placement, service);
        const existing = placement.problem.groups.map(({ count }, index) =>
          index === group ? count - missing : count,
        );
        expect(placed[service]).toHaveLength(existing[group] ?? 0);
        const said = quotaMessage(placement.problem.quotas, group, existing);
        // The inventory does not say how its quotas are called.
        expect(message).toContain(said?.replace("(in the inventory)", "gpu-quota"));
        const others = existing.map((count, index) => (index === group ? count - 1 : count));
        expect(quotaMessage(placement.problem.quotas, group, others)).toBeUndefined();
      }
    }
  });
});

function inventoryIn(text: string) {
  const value = parseDocument(text).toJS();
  if (!isMap(value)) throw new Error("no inventory");
  return value;
}

function groupOf({ owners, problem }: PlacementProblem, pod: string): number {
  const [namespace, name] = pod.split("/");
  const owner = owners.findIndex((each) => each.namespace === namespace && each.name === name);
  return problem.groups.findIndex((group) => group.owner === owner);
}

function runningIn(placement: PlacementProblem, { placed }: Run, services: readonly string[]): Packing {
  const running = new Map<number, Map<number, number>>();
  for (const [service, nodes] of Object.entries(placed)) {
    if (!services.includes(service)) continue;
    const group = groupOf(placement, service);
    for (const name of nodes) {
      const node = placement.problem.nodes.findIndex((each) => each.name === name);
      const there = running.get(node) ?? new Map<number, number>();
      running.set(node, there.set(group, (there.get(group) ?? 0) + 1));
    }
  }
  return running;
}
