import { expect, test } from "vitest";
import { bestEffort } from "../../src/plan/best-effort.ts";
import type { Packing } from "../../src/plan/placement/answer.ts";
import { placementOf } from "../../src/plan/placement/placement-of.ts";
import type { Problem } from "../../src/plan/placement/problem.ts";
import { problemOf } from "../../src/plan/problem-of.ts";
import { optimumOf } from "../support/optimum.ts";
import { randomFleet } from "../support/random-fleet.ts";
import { wholePlan } from "../support/whole-plan.ts";

const seed = Number(process.env.NIMOPS_SEED ?? 1);
const count = Number(process.env.NIMOPS_FLEETS ?? 150);

test(`no verdict is worse than the optimum of an integer program, and what is placed is near it (NIMOPS_SEED=${seed} repeats these fleets)`, () => {
  const shares: number[] = [];
  let [asked, refused] = [0, 0];
  for (let each = seed; asked < count; each++) {
    const { inventory, demand } = wholePlan(randomFleet(each, { nodes: 10, pods: 24 }));
    const placement = problemOf(demand, inventory, "minimum");
    const { problem } = placement;
    // The program knows no rules between pods.
    if (problem.groups.some(({ rules }) => rules.length > 0)) continue;
    asked += 1;
    const { verdict, owners, packing } = placementOf(problem);
    const isKept = (group: number) => owners[problem.groups[group]?.owner ?? -1]?.verdict !== "does-not-fit";
    owners.forEach((owner, index) => {
      const isOwn = (group: number) => problem.groups[group]?.owner === index;
      const isWhole = optimumOf(problem, "pods", isOwn).pods === podsOf(problem, isOwn);
      expect(owner.verdict === "does-not-fit", `seed ${each}, ${placement.owners[index]?.name} alone`).toBe(
        !isWhole,
      );
    });
    const isPacked = optimumOf(problem, "pods", isKept).pods === podsOf(problem, isKept);
    const isContended = owners.some((owner) => owner.verdict === "contended");
    expect(isContended, `seed ${each}: ${verdict}`).toBe(!isPacked);
    if (isContended) refused += 1;
    // What is more important comes first, whatever the number of its GPUs.
    if (new Set(problem.groups.map(({ priority }) => priority)).size > 1) continue;
    const shown = packing ?? bestEffort(placement, [...problem.groups.keys()]);
    const best = optimumOf(problem, "gpus", packing ? isKept : undefined).gpus;
    if (best > 0) shares.push(gpusIn(problem, shown) / best);
  }
  expect(refused, "fleets where not everything can be placed").toBeGreaterThan(count / 20);
  const average = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  console.log(`${(average * 100).toFixed(2)} % of the GPUs of the optimum are placed`);
  expect(average).toBeGreaterThan(0.98);
  expect(Math.max(...shares), "an optimum").toBeLessThanOrEqual(1);
}, 300_000);

function podsOf({ groups }: Problem, isAsked: (group: number) => boolean): number {
  return groups.reduce((sum, { count: pods }, index) => sum + (isAsked(index) ? pods : 0), 0);
}

function gpusIn({ resources, groups }: Problem, packing: Packing): number {
  const gpu = resources.indexOf("nvidia.com/gpu");
  let gpus = 0;
  for (const held of packing.values()) {
    for (const [group, pods] of held) gpus += pods * (groups[group]?.requests[gpu] ?? 0);
  }
  return gpus;
}
