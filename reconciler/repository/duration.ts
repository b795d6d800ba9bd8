import type { Duration } from "./types.ts";

/** Milliseconds of `90s`, `1m30s`, `1h`; undefined for what is no duration. Source: Go, time.ParseDuration. */
export function milliseconds(duration: Duration): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(duration)) return undefined;
  let sum = 0;
  for (const [, amount = "", unit = ""] of duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    sum += Number(amount) * (units.get(unit) ?? 0);
  }
  return sum;
}

const units = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);
