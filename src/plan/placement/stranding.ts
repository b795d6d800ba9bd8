import { blockersOf } from "./blockers.ts";
import { coverDomains } from "./cover-domains.ts";
import { Fleet } from "./fleet.ts";
import { isNearEquals, type Model, type Shape } from "./model.ts";
import { isRefused, limitsOf } from "./quotas.ts";
import type { Steps } from "./steps.ts";
import { strandedNear } from "./stranded-near.ts";
import type { Stranding, StrandingTask } from "./stranding-task.ts";
import { targetsOf } from "./targets.ts";

/**
 * Whether some order of arrival and some choice among possible nodes leaves a pod of the shape without a node for good.
 * Without pods that want to be near others every placement that has room is reached by some order, so that it is enough
 * to look for a placement of the others. Pods of lower priority are evicted, if the pod evicts at all; those of the same
 * priority never are. `counts` are the pods that there are, by shape.
 */
export function strandingOf(
  model: Model,
  pod: Shape,
  counts: readonly number[],
  steps: Steps,
  { isEvicting, empty, mostUsed, unproven }: StrandingSettings,
): Stranding {
  const evicts = isEvicting && pod.evicts;
  const limits = limitsOf(model, counts);
  if (isRefused(model, pod, counts, limits)) return { kind: "refused" };
  const blockers = blockersOf(model, pod, counts, isEvicting);
  const task = { model, pod, counts, blockers, limits, mostUsed, steps, isEvicting, unproven };
  const found = !pod.together
    ? coverDomains(task, empty, (fleet) => targetsOf(model, pod, fleet))
    : isNearEquals(pod)
      ? strandedTogether(task, new Fleet(model))
      : strandedNear(task, new Fleet(model));
  // Evicting on one node does not move pods of the other nodes of a zone.
  const isBlind = pod.apart.some(
    ({ shape, isNarrow }) => !isNarrow && evicts && (model.shapes[shape]?.priority ?? 0) < pod.priority,
  );
  return found.kind === "none" && isBlind ? { kind: "undecided" } : found;
}

interface StrandingSettings {
  readonly isEvicting: boolean;
  /** Without pods; it is so again in the end. */
  readonly empty: Fleet;
  readonly mostUsed: StrandingTask["mostUsed"];
  readonly unproven: StrandingTask["unproven"];
}

/**
 * Pods that must be near each other: the first of them may go to any node of which the domain is known, the others only
 * where the first is.
 */
function strandedTogether(task: StrandingTask, start: Fleet): Stranding {
  const { model, pod, blockers, steps } = task;
  const { together } = pod;
  if (!together) return { kind: "undecided" };
  const domainsOf = (node: number) => together.keys.map((key) => model.domains[key]?.[node] ?? -1);
  const known = model.blockOf.flatMap((_, node) => (domainsOf(node).includes(-1) ? [] : [node]));
  const others = blockers.filter(({ shape }) => shape !== pod);
  const first = coverDomains({ ...task, blockers: others }, start, (fleet) => targetsOf(model, pod, fleet));
  if (first.kind !== "none" || blockers.length === others.length) return first;
  let isOpen = false;
  const seen = new Set<string>();
  for (const node of known) {
    if (!start.takes(pod, node)) continue;
    const here = domainsOf(node).join();
    const near = known.filter((other) => domainsOf(other).join() === here);
    const key = `${start.stateOf(node)};${near.map((other) => start.stateOf(other)).sort()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (!steps.take(near.length)) return { kind: "undecided" };
    start.put(pod, node);
    const found = coverDomains(task, start, (fleet) => targetsOf(model, pod, fleet, near));
    start.put(pod, node, -1);
    if (found.kind === "found") return found;
    if (found.kind === "undecided") isOpen = true;
  }
  return { kind: isOpen ? "undecided" : "none" };
}
