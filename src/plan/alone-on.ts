import type { PodPlan } from "./plan.ts";
import type { PlacementProblem } from "./problem-of.ts";
import { writtenAmount } from "./scheduler/amount.ts";
import { complaintsOf } from "./scheduler/complaints.ts";

/**
 * Of every pool: whether one of its nodes takes a pod of the group while nothing else of the plan runs, and if not, why.
 * Pods of the same workload that it is to be near, such as the leader of a worker, come with it.
 */
export function aloneOn(placement: PlacementProblem, group: number): PodPlan["pools"] {
  const found = new Map<string, PodPlan["pools"][number]>();
  for (const node of placement.fleet.firsts) {
    const pool = placement.fleet.nodes[node]?.pool ?? "";
    if (found.get(pool)?.takes) continue;
    const { texts } = complaintsOf(withItsOwn(placement, group, node), group, node, new Map());
    const why = texts.map((text) => explained(placement, group, node, text)).join(", ");
    if (why === "") found.set(pool, { pool, takes: true });
    else if (!found.has(pool)) found.set(pool, { pool, takes: false, why });
  }
  return [...found.values()];
}

function withItsOwn(placement: PlacementProblem, group: number, node: number): PlacementProblem {
  const { problem, rules } = placement;
  const owner = problem.groups[group]?.owner;
  const domains = problem.nodes[node]?.domains;
  const left = (rules[group] ?? []).filter(
    ({ kind, topologyKey, groups }) =>
      kind === "apart" ||
      domains?.[topologyKey] === undefined ||
      !groups.some((other) => problem.groups[other]?.owner === owner),
  );
  if (left.length === rules[group]?.length) return placement;
  return { ...placement, rules: rules.map((own, index) => (index === group ? left : own)) };
}

/** With the numbers, where something is short. */
function explained({ problem }: PlacementProblem, group: number, node: number, text: string): string {
  const resource = text === "Too many pods" ? "pods" : text.replace(/^Insufficient /, "");
  const index = problem.resources.indexOf(resource);
  if (index < 0) return text;
  const asked = writtenAmount(resource, problem.groups[group]?.requests[index] ?? 0);
  const free = writtenAmount(resource, problem.nodes[node]?.free[index] ?? 0);
  return `${text} (asks for ${asked}, a node has ${free} free)`;
}
