/**
 * When drift may be corrected again. The first three times in an hour at once; from then on two fight, and the next
 * correction waits, twice as long each time, half an hour at most.
 *
 * @param corrected when it was corrected, oldest first.
 * @returns milliseconds since 1970; in the past where nothing is to be waited for.
 */
export function nextCorrection(corrected: readonly string[], now: number): number {
  const lately = recent(corrected, now);
  const last = Date.parse(lately.at(-1) ?? "");
  if (lately.length < freely || Number.isNaN(last)) return now;
  return last + Math.min(longest, first * 2 ** (lately.length - freely));
}

/** Corrections that still count, the newest ten. */
export function recent(corrected: readonly string[], now: number): readonly string[] {
  return corrected.filter((time) => Math.abs(now - Date.parse(time)) <= hour).slice(-10);
}

const freely = 3;
/** Milliseconds. */
const first = 30_000;
const longest = 30 * 60_000;
const hour = 60 * 60_000;
