import { onceLess } from "./once-less.ts";

/**
 * Does something that waits for others until it once takes less than so many milliseconds, three times at most. For what only this
 * thread works on there is `withinCpu`.
 *
 * @param attempt starts, and says how long the part took that has a limit; it is told which turn it is, from 0
 * @throws where each turn took longer.
 */
export function withinTime(
  limit: number,
  attempt: (turn: number) => Promise<number> | number,
): Promise<void> {
  return onceLess(limit, "ms", attempt);
}
