import { blockersOf } from "./blockers.ts";
import { coverDomains } from "./cover-domains.ts";
import type { Fleet } from "./fleet.ts";
import type { Model, Shape } from "./model.ts";
import type { Stranding, StrandingTask } from "./stranding-task.ts";
import { targetsOf } from "./targets.ts";

/**
 * Pods that must be near pods of others. Those others come first, wherever they may go, as many as there are: one that
 * comes later could open a node. Then the nodes near them must be blocked; and where some of them never come, all nodes
 * that would take those too.
 */
export function strandedNear(task: StrandingTask, start: Fleet): Stranding {
  const { model, pod, counts, limits, steps, isEvicting } = task;
  const others = wantedBy(model, pod);
  const lowest = Math.min(pod.priority, ...others.map(({ priority }) => priority));
  // Whom it evicts it is no longer near.
  const mayEvict = [pod, ...others].some(({ evicts, priority }) => isEvicting && evicts && priority > lowest);
  if (mayEvict) return { kind: "undecided" };
  // Nor is it near whom a quota refuses: those may never come.
  const isLimited = ({ quota }: Shape) => limits.some((limit, of) => quota[of] && Number.isFinite(limit));
  const coming = others.filter((shape) => !isLimited(shape));
  const isWithin = (more: Shape) =>
    limits.every((limit, of) => {
      const each = more.quota[of] ?? 0;
      const used = others.reduce(
        (sum, { index, quota }) => sum + (quota[of] ?? 0) * (start.placed[index] ?? 0),
        0,
      );
      return each === 0 || used + each <= limit;
    });
  let isOpen = false;
  const seen = new Set<string>();

  const visit = (): Stranding | undefined => {
    const key = start.states();
    if (seen.has(key)) return undefined;
    seen.add(key);
    if (seen.size > mostStates || !steps.take(model.blockOf.length)) {
      isOpen = true;
      return undefined;
    }
    const found = strandedBeside(task, start, others, others);
    if (found.kind === "found") return found;
    if (found.kind === "undecided") isOpen = true;
    else if (coming.length < others.length) {
      isOpen ||= strandedBeside(task, start, others, coming).kind !== "none";
    }
    for (const shape of others) {
      const most = (counts[shape.index] ?? 0) - (shape === pod ? 1 : 0);
      if ((start.placed[shape.index] ?? 0) >= most || !isWithin(shape)) continue;
      for (const [node = -1] of openTo(shape, start)) {
        start.put(shape, node);
        const next = visit();
        start.put(shape, node, -1);
        if (next) return next;
      }
    }
    return undefined;
  };
  return visit() ?? { kind: isOpen ? "undecided" : "none" };
}

/** With more it takes too long. */
const mostStates = 2000;

/** The pods that it must be near, those that they must be near, and so on. */
function wantedBy({ shapes }: Model, pod: Shape): Shape[] {
  const found = new Set<Shape>();
  const open = [pod];
  for (let shape = open.pop(); shape; shape = open.pop()) {
    for (const index of shape.together?.shapes ?? []) {
      const near = shapes[index];
      if (!near || found.has(near)) continue;
      found.add(near);
      open.push(near);
    }
  }
  return [...found].sort((a, b) => a.index - b.index);
}

/** Whether the pod stays out when no more of the others come than there are now, of which `coming` are sure to come. */
function strandedBeside(
  task: StrandingTask,
  start: Fleet,
  others: readonly Shape[],
  coming: readonly Shape[],
): Stranding {
  const { model, pod, counts, isEvicting } = task;
  const missing = coming.filter(
    (shape) => shape !== pod && (start.placed[shape.index] ?? 0) < (counts[shape.index] ?? 0),
  );
  let fleet = start;
  for (const shape of [...missing, pod]) {
    // What stays out is not there to let others in.
    const there = counts.map((count, of) => (shape !== pod && of === pod.index ? count - 1 : count));
    const blockers = blockersOf(model, shape, there, isEvicting).filter(
      (blocker) => !others.includes(blocker.shape),
    );
    const own = { ...task, pod: shape, counts: there, blockers };
    const openIn = (now: Fleet) => openTo(shape, now);
    const found = coverDomains(own, fleet, openIn);
    if (found.kind === "found") fleet = found.fleet;
    else if (fleet === start || found.kind !== "none") return found;
    else return { kind: coverDomains(own, start, openIn).kind === "none" ? "none" : "undecided" };
  }
  return { kind: "found", fleet };
}

/** Nodes that would take the pod now, equal ones together. */
function openTo(shape: Shape, fleet: Fleet): (readonly number[])[] {
  const { model } = fleet;
  const near = [...model.blockOf.keys()].filter((node) => fleet.isNear(shape, node));
  return targetsOf(model, shape, fleet, near);
}
