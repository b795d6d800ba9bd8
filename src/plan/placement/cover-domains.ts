import { coverNodes } from "./cover-nodes.ts";
import type { Fleet } from "./fleet.ts";
import type { Shape } from "./model.ts";
import type { Stranding, StrandingTask } from "./stranding-task.ts";

/**
 * Whether all nodes that would take the pod can be blocked: tries for each zone, or whatever holds more than a node, each pod
 * that keeps the pod out of all of it, and none; what is open then is covered node by node.
 *
 * @param openIn lists of equal nodes that take the pod beside those that are in a fleet.
 */
export function coverDomains(
  task: StrandingTask,
  start: Fleet,
  openIn: (fleet: Fleet) => readonly (readonly number[])[],
  from = 0,
): Stranding {
  const { model, pod, blockers, steps } = task;
  const wide = pod.apart.filter(
    ({ shape, isNarrow }) => !isNarrow && blockers.some((blocker) => blocker.shape.index === shape),
  );
  const plain = coverNodes(task, start, openIn(start));
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
      const found = coverDomains(task, start, openIn, at + 1);
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
