import { threadTime } from "./thread-time.ts";

/**
 * Does some work of this thread until it once costs less than so many milliseconds of CPU, three times at most.
 *
 * Where others use the machine too, a clock on the wall says little, and the dearest of a few turns no more.
 *
 * @returns what it made in the end
 * @throws where each turn cost more.
 */
export async function withinCpu<T>(limit: number, work: () => T | Promise<T>): Promise<T> {
  const costs: number[] = [];
  for (;;) {
    const start = threadTime();
    const made = await work();
    const cost = threadTime() - start;
    if (cost < limit) return made;
    costs.push(Math.round(cost));
    if (costs.length === 3) throw new Error(`${costs.join(", ")} ms of CPU: not once less than ${limit} ms`);
  }
}
