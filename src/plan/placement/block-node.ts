import { apartOn, isApartOn } from "./blocking.ts";
import { type CoverState, withRows } from "./cover-state.ts";
import { leastExcess } from "./least-excess.ts";

/** How a node is to be blocked. */
export interface NodeBlocking {
  readonly node: number;
  /** What it has before. */
  readonly free: readonly number[];
  /** What is to be used up; undefined for one pod that does it by its rules. */
  readonly resource: number | undefined;
}

/** Blocks a node by as little as there is, of the first `counts` that do. */
export function blockNode(
  state: CoverState,
  { node, free, resource }: NodeBlocking,
  ...counts: readonly ((index: number) => number)[]
): boolean {
  const { pod, blockers, model, steps } = state.task;
  const block = model.blockOf[node] ?? -1;
  return counts.some((countOf) => {
    if (!steps.take(5)) return false;
    const pods = blockers.flatMap((blocker, index) => {
      const count = countOf(index);
      const isTaken = count > 0 && blocker.shape.takes[block] && !state.isKeptOut(blocker, node);
      return isTaken ? [{ index, shape: blocker.shape, count }] : [];
    });
    if (resource === undefined) {
      const single = pods.find(({ shape }) => isApartOn(model, pod, shape, node));
      return single !== undefined && state.block(node, withRows(state.task, { pods: [[single.index, 1]] }));
    }
    const need = (free[resource] ?? 0) - (pod.requests[resource] ?? 0) + 1;
    const pattern = leastExcess(pods, resource, need, free, apartOn(model, node));
    return pattern !== undefined && state.block(node, withRows(state.task, pattern));
  });
}
