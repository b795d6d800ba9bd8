import { arrivals } from "./arrivals.ts";
import { Fleet } from "./fleet.ts";
import { leftOutBy } from "./left-out.ts";
import type { Model, Shape } from "./model.ts";
import { mostUsedOf } from "./most-used.ts";
import { limitsOf } from "./quotas.ts";
import { Steps } from "./steps.ts";
import { strandingOf } from "./stranding.ts";
import type { Stranding } from "./stranding-task.ts";

/**
 * By shape: whether other pods can leave one of its pods without a node. What was found for one shape is tried for all
 * others first, and in large fleets some orders of arrival before that; what no pods can do to one shape, with all of its
 * own among them, they cannot do to one that asks for less.
 */
export function strandingsOf(model: Model, counts: readonly number[], steps: Steps): Stranding[] {
  const pods = counts.reduce((sum, count) => sum + count, 0);
  const isLarge = model.problem.nodes.length > mostNodes || pods > mostPods;
  const settings = {
    isEvicting: true,
    empty: new Fleet(model),
    mostUsed: mostUsedOf(model, counts),
    unproven: new Set<string>(),
  };
  const limits = limitsOf(model, counts);
  const isLimited = limits.some((limit) => limit !== Number.POSITIVE_INFINITY);
  const found = isLarge && !isLimited ? arrivals(model, counts) : [];
  const safe: Shape[] = [];
  const parts = partsOf(model);
  const undecided = new Set<string>();
  const answerOf = (shape: Shape): Stranding => {
    if ((counts[shape.index] ?? 0) === 0) return { kind: "none" };
    for (const fleet of found) {
      const known = leftOutBy(model, shape, fleet, counts, limits);
      if (known) return { kind: "found", fleet: known };
    }
    const isShared = isLarge && !isLimited && shape.apart.length === 0 && !shape.together;
    if (isShared && safe.some((other) => asksForLess(shape, other))) return { kind: "none" };
    // Where one was not decided, others like it seldom are.
    const likeness = [...shape.takes, Math.max(0, ...(parts[shape.index] ?? [])), shape.priority].join();
    if (isLarge && undecided.has(likeness)) return { kind: "undecided" };
    const own = new Steps(isLarge ? mostOfLarge : mostOfSmall, steps);
    if (isShared) {
      const more = counts.map((count, index) => (index === shape.index ? count + 1 : count));
      const answer = strandingOf(model, shape, more, own, settings);
      if (answer.kind === "none") safe.push(shape);
      if (answer.kind === "undecided") undecided.add(likeness);
      if (answer.kind !== "found") return answer;
      if ((answer.fleet.placed[shape.index] ?? 0) < (counts[shape.index] ?? 0)) return answer;
      const other = leftOutBy(model, shape, answer.fleet, counts, limits);
      if (other) return { kind: "found", fleet: other };
    }
    return strandingOf(model, shape, counts, own, settings);
  };
  const answers = new Map<Shape, Stranding>();
  for (const shape of bySize(model, parts, isLarge)) {
    const answer = answerOf(shape);
    answers.set(shape, answer);
    if (answer.kind === "found" && !found.includes(answer.fleet)) found.push(answer.fleet);
  }
  return model.shapes.map((shape) => answers.get(shape) ?? { kind: "undecided" });
}

/** Beyond these sizes proofs and placements are shared, and searches are short. */
const mostNodes = 64;
const mostPods = 256;
const mostOfSmall = 300_000;
const mostOfLarge = 90_000;

/** By shape, then by resource: which part of the largest node it asks for. */
function partsOf({ shapes, blocks, resources }: Model): number[][] {
  const largest = resources.map((_, resource) =>
    blocks.reduce((most, { free }) => Math.max(most, finite(free[resource])), 1),
  );
  return shapes.map(({ requests }) => requests.map((asked, resource) => asked / (largest[resource] ?? 1)));
}

/** Small pods first: where they are left out, larger ones are too. In large fleets the other way round, for the proofs. */
function bySize({ shapes }: Model, parts: readonly (readonly number[])[], isLarge: boolean): Shape[] {
  const sizes = parts.map((of) => of.reduce((sum, part) => sum + part, 0));
  const sorted = [...shapes].sort(
    (a, b) => (sizes[a.index] ?? 0) - (sizes[b.index] ?? 0) || a.index - b.index,
  );
  return isLarge ? sorted.reverse() : sorted;
}

/** Whether a node that takes a pod of the other takes one of this shape too, whatever else is there. */
function asksForLess(shape: Shape, other: Shape): boolean {
  return (
    shape.evicts === other.evicts &&
    shape.priority === other.priority &&
    shape.requests.every((asked, index) => asked <= (other.requests[index] ?? 0)) &&
    other.takes.every((takes, block) => !takes || shape.takes[block])
  );
}

function finite(amount: number | undefined): number {
  return amount === undefined || amount === Number.POSITIVE_INFINITY ? 0 : amount;
}
