import { blockersOf } from "./blockers.ts";
import { coverNodes } from "./cover-nodes.ts";
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
    ? overDomains(task, empty, 0)
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

/** Tries for each zone, or whatever holds more than a node, each pod that keeps the pod out of all of it, and none. */
function overDomains(task: StrandingTask, start: Fleet, from: number): Stranding {
  const { model, pod, blockers, steps } = task;
  const wide = pod.apart.filter(
    ({ shape, isNarrow }) => !isNarrow && blockers.some((blocker) => blocker.shape.index === shape),
  );
  const plain = coverNodes(task, start, targetsOf(model, pod, start));
  if (wide.length === 0 || plain.kind !== "none") return plain;
  const places = wide.flatMap(({ key, shape }) =>
    [...new Set(model.domains[key])]
      .filter((domain) => domain >= 0)
      .map((domain) => ({ key, shape, domain })),
  );
  let isOpen = false;
  for (let at = from; at < places.length; at++) {
    const place = places[at];
    const shape = model.shapes[place?.shape ?? -1];
    if (!place || !shape || start.placed[shape.index] === blockerCount(task, shape)) continue;
    const seen = new Set<string>();
    for (const [node, domain] of (model.domains[place.key] ?? []).entries()) {
      if (domain !== place.domain || !mayCome(start, shape, node)) continue;
      const state = start.stateOf(node);
      if (seen.has(state)) continue;
      seen.add(state);
      if (!steps.take()) return { kind: "undecided" };
      start.put(shape, node);
      const found = overDomains(task, start, at + 1);
      start.put(shape, node, -1);
      if (found.kind === "found") return found;
      if (found.kind === "undecided") isOpen = true;
    }
  }
  return { kind: isOpen ? "undecided" : "none" };
}

/** Those that it must be near are brought there in the end. */
function mayCome(fleet: Fleet, shape: Shape, node: number): boolean {
  const isTaken = shape.takes[fleet.model.blockOf[node] ?? -1] === true;
  return isTaken && fleet.hasRoom(shape, node) && fleet.keepsApart(shape, node);
}

function blockerCount({ blockers }: StrandingTask, shape: Shape): number {
  return blockers.find((blocker) => blocker.shape === shape)?.count ?? 0;
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
  const first = overDomains({ ...task, blockers: others }, start, 0);
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
    const found = coverNodes(task, start, targetsOf(model, pod, start, near));
    start.put(pod, node, -1);
    if (found.kind === "found") return found;
    if (found.kind === "undecided") isOpen = true;
  }
  return { kind: isOpen ? "undecided" : "none" };
}
