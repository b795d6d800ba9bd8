import { blockNode } from "./block-node.ts";
import type { CoverState } from "./cover-state.ts";
import type { Cell } from "./fractional-cover.ts";

export interface OpenCell extends Cell {
  /** What its nodes have before. */
  readonly free: readonly number[];
}

/**
 * Blocks the nodes that are left by whatever pods are, or by exchanges: frees another node, so that with its pods this one
 * can be blocked, and that one by others. False if some are left even so.
 */
export function blockRest(state: CoverState, cells: readonly OpenCell[]): boolean {
  const { pod, steps } = state.task;
  const cellOf = new Map(cells.flatMap((cell) => cell.nodes.map((node) => [node, cell] as const)));
  const resources = [undefined, ...pod.requests.keys()].filter(
    (resource) => resource === undefined || (pod.requests[resource] ?? 0) > 0,
  );
  const spare = (index: number) => state.left[index] ?? 0;
  const blockAnyhow = (node: number): boolean => {
    const free = cellOf.get(node)?.free ?? [];
    return resources.some(
      (resource) =>
        (resource === undefined || Number.isFinite(free[resource])) &&
        blockNode(state, { node, free, resource }, spare),
    );
  };
  const exchange = (node: number): boolean => {
    let tries = mostExchanges;
    for (const other of [...state.blocked.keys()]) {
      if (tries-- <= 0 || !steps.take()) return false;
      const pattern = state.free(other);
      if (!pattern) continue;
      if (blockAnyhow(node)) {
        if (blockAnyhow(other)) return true;
        state.free(node);
      }
      state.block(other, pattern);
    }
    return false;
  };
  const open = [...cellOf.keys()].filter((node) => !state.blocked.has(node));
  const hard = open.filter((node) => !blockAnyhow(node));
  return hard.length <= mostHard && hard.every(exchange);
}

const mostExchanges = 200;
/** With more of them there is little hope. */
const mostHard = 40;
