import { onceLess } from "./once-less.ts";

/**
 * Does something in a process of its own until it once takes less than so many MiB, three times at most: how much of a heap is garbage
 * that was not collected yet is up to V8, and to who else uses the processors.
 *
 * @param attempt says how much the process took at most, MiB; it is told which turn it is, from 0
 * @throws where each turn took more.
 */
export function withinMemory(
  limit: number,
  attempt: (turn: number) => Promise<number> | number,
): Promise<void> {
  return onceLess(limit, "MiB", attempt);
}
