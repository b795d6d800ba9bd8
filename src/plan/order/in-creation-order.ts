import type { OrderStep, ResourceName } from "../plan.ts";

/**
 * The steps with those that create workloads in the order in which the scheduler has a place for each, one after another.
 * What is deleted still comes last. A service of a pipeline is created when its pipeline is, and no step of its own.
 */
export function inCreationOrder(
  steps: readonly OrderStep[],
  order: readonly ResourceName[],
): readonly OrderStep[] {
  const created = new Map(
    steps.flatMap((step) => (step.action === "create" ? [[keyOf(step), step] as const] : [])),
  );
  const moved = new Map<OrderStep, OrderStep>();
  let before: OrderStep | undefined;
  for (const name of order) {
    const step = created.get(keyOf(name));
    if (!step) continue;
    const waitsFor = before ? [...step.waitsFor, nameOf(before)] : step.waitsFor;
    const next: OrderStep = { ...step, step: Math.max(step.step, (before?.step ?? 0) + 1), waitsFor };
    moved.set(step, next);
    before = next;
  }
  const later = steps.filter(({ action }) => action === "delete").map(({ step }) => step);
  const shift = Math.max(0, (before?.step ?? 0) + 1 - Math.min(...later));
  return steps
    .map((step) =>
      step.action === "delete" ? { ...step, step: step.step + shift } : (moved.get(step) ?? step),
    )
    .sort((a, b) => a.step - b.step);
}

function nameOf({ kind, namespace, name }: ResourceName): ResourceName {
  return { kind, namespace, name };
}

function keyOf({ kind, namespace, name }: ResourceName): string {
  return `${kind} ${namespace}/${name}`;
}
