/** What is gained by a pod, or by several, and what it takes of a resource. */
export interface Weighed {
  readonly gain: number;
  readonly weight: number;
}

/** The largest gain within a limit, of pods that can be cut into parts: what adding up loses is added. */
export function mostFluid(items: readonly Weighed[], limit: number): number {
  let left = limit;
  let sum = 0;
  for (const { gain, weight } of [...items].sort((a, b) => b.gain * a.weight - a.gain * b.weight)) {
    const part = weight === 0 ? 1 : Math.min(1, left / weight);
    sum += gain * part;
    left -= weight * part;
    if (part < 1) break;
  }
  return sum * (1 + 1e-9);
}
