/**
 * A duration as Go writes it, such as `1m0s` for `60s`; the text itself where Go cannot read it.
 * Source: Go's time package, ParseDuration and Duration.String.
 */
export function goDuration(text: string): string {
  const [, sign = "", amounts = ""] = /^([-+]?)(.+)$/.exec(text) ?? [];
  if (amounts === "0") return "0s";
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|[uµμ]s|ms|s|m|h))+$/.test(amounts)) return text;
  let nanoseconds = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of amounts.matchAll(/(\d*)\.?(\d*)([a-zµμ]+)/g)) {
    const size = units.get(unit) ?? 0n;
    nanoseconds +=
      BigInt(whole || 0) * size + (BigInt(fraction || 0) * size) / 10n ** BigInt(fraction.length);
  }
  if (nanoseconds > (sign === "-" ? longest + 1n : longest)) return text;
  return `${sign === "-" && nanoseconds > 0n ? "-" : ""}${written(nanoseconds)}`;
}

/** Nanoseconds, of an int64. */
const longest = 2n ** 63n - 1n;

const second = 1_000_000_000n;

const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1000n],
  ["µs", 1000n],
  ["μs", 1000n],
  ["ms", 1_000_000n],
  ["s", second],
  ["m", 60n * second],
  ["h", 3600n * second],
]);

function written(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return "0s";
  if (nanoseconds < 1000n) return `${nanoseconds}ns`;
  if (nanoseconds < 1_000_000n) return `${decimal(nanoseconds, 3)}µs`;
  if (nanoseconds < second) return `${decimal(nanoseconds, 6)}ms`;
  const minutes = nanoseconds / (60n * second);
  const seconds = `${decimal(nanoseconds % (60n * second), 9)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** The number divided by ten to the power of `places`, without zeros at its end. */
function decimal(number: bigint, places: number): string {
  const scale = 10n ** BigInt(places);
  const fraction = String(number % scale)
    .padStart(places, "0")
    .replace(/0+$/, "");
  return `${number / scale}${fraction && `.${fraction}`}`;
}
