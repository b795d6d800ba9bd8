/**
 * Does something until it once takes less than a limit, three times at most.
 *
 * @param attempt says how much it took; it is told which turn it is, from 0
 * @throws where each turn took as much or more, with what each took in `unit`.
 */
export async function onceLess(
  limit: number,
  unit: string,
  attempt: (turn: number) => Promise<number> | number,
): Promise<void> {
  const taken: number[] = [];
  while (taken.length < 3) {
    const took = await attempt(taken.length);
    if (took < limit) return;
    taken.push(Math.round(took));
  }
  throw new Error(`${taken.join(", ")} ${unit}: not once less than ${limit} ${unit}`);
}
