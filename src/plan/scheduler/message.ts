import type { Packing } from "../placement/answer.ts";
import type { PlacementProblem } from "../problem-of.ts";
import { complaintsOf } from "./complaints.ts";

/**
 * What kube-scheduler says of a pod that finds no node while others run, word by word: the condition PodScheduled of the
 * pod, and its event FailedScheduling. Source: Kubernetes pkg/scheduler/framework/types.go, FitError;
 * pkg/scheduler/framework/preemption.
 */
export function schedulerMessage(placement: PlacementProblem, group: number, running: Packing): string {
  const { nodes, groups } = placement.problem;
  // ErrNoNodesAvailable.
  if (nodes.length === 0) return "no nodes available to schedule pods";
  const reasons = new Map<string, number>();
  const preemption = new Map<string, number>();
  const count = (counts: Map<string, number>, text: string) => counts.set(text, (counts.get(text) ?? 0) + 1);
  const without = withoutLower(placement, group, running);
  let isFreed = false;
  for (const node of nodes.keys()) {
    const { texts, isHopeless } = complaintsOf(placement, group, node, running);
    for (const text of texts) count(reasons, text);
    if (isHopeless) count(preemption, "Preemption is not helpful for scheduling");
    else if (!hasLower(placement, group, running, node)) {
      count(preemption, "No preemption victims found for incoming pod");
    } else {
      const left = complaintsOf(placement, group, node, without(node)).texts;
      isFreed ||= left.length === 0;
      for (const text of left) count(preemption, text);
    }
  }
  const available = `0/${nodes.length} nodes are available:`;
  const told = `${available} ${histogram(reasons)}.`;
  if (groups[group]?.evicts === false)
    return `${told} no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.`;
  if (isFreed) return told;
  return `${told} no new claims to deallocate, preemption: ${available} ${histogram(preemption)}.`;
}

/** Sorted as texts, their numbers included. */
function histogram(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .map(([text, count]) => `${count} ${text}`)
    .sort()
    .join(", ");
}

function hasLower({ problem }: PlacementProblem, group: number, running: Packing, node: number): boolean {
  return [...(running.get(node) ?? [])].some(
    ([other, pods]) => pods > 0 && isLower(problem.groups, group, other),
  );
}

/** What would run if all pods of lower priority left one node. */
function withoutLower({ problem }: PlacementProblem, group: number, running: Packing) {
  return (node: number): Packing => {
    const kept = [...(running.get(node) ?? [])].filter(([other]) => !isLower(problem.groups, group, other));
    return new Map([...running, [node, new Map(kept)]]);
  };
}

function isLower(groups: PlacementProblem["problem"]["groups"], group: number, other: number): boolean {
  return (groups[other]?.priority ?? 0) < (groups[group]?.priority ?? 0);
}
