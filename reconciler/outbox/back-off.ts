/** Milliseconds until the next try after so many failures in a row: 1 s, 2 s, 4 s … 5 min, each less a random part of its half. */
export function backOff(failures: number, random: () => number): number {
  const whole = Math.min(longest, first * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return whole * (1 - random() / 2);
}

const first = 1000;
const longest = 5 * 60_000;
