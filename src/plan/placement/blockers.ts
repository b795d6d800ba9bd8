import type { Model, Shape } from "./model.ts";
import { mostAtOnce } from "./most-at-once.ts";
import type { Blocker } from "./stranding-task.ts";

/** Who may stand in the way of a pod: all others that there are, but those that it evicts, or that never run without it. */
export function blockersOf(
  model: Model,
  pod: Shape,
  counts: readonly number[],
  isEvicting: boolean,
): Blocker[] {
  const there = counts.map((count, index) => Math.max(0, count - (index === pod.index ? 1 : 0)));
  // Whom the pod let in stays when the pod is evicted.
  const isEvictable = model.shapes.some(
    ({ index, evicts, priority }) =>
      isEvicting && evicts && priority > pod.priority && (counts[index] ?? 0) > 0,
  );
  for (const index of neverNear(model, isEvictable ? counts : there)) there[index] = 0;
  return model.shapes.flatMap((shape): Blocker[] => {
    const most = there[shape.index] ?? 0;
    const count = shape.isRuled ? Math.min(most, mostAtOnce(model, shape)) : most;
    const isEvicted = isEvicting && pod.evicts && shape.priority < pod.priority;
    return count > 0 && !isEvicted ? [{ shape, count }] : [];
  });
}

/** Shapes that must be near pods of which there are none, or which never run themselves. */
function neverNear({ shapes }: Model, counts: readonly number[]): Set<number> {
  const found = new Set<number>();
  const waiting = shapes.filter(({ together }) => together !== undefined);
  const isNever = ({ index, together }: Shape) =>
    together?.shapes.every(
      (other) =>
        other !== index &&
        (found.has(other) ||
          (counts[other] ?? 0) === 0 ||
          shapes[other]?.takes.some((takes) => takes) !== true),
    );
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const shape of waiting) if (isNever(shape)) found.add(shape.index);
  }
  return found;
}
