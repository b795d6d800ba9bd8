import { remembered } from "./remembered.ts";

/** An amount as Kubernetes understands it, exact to its smallest unit. */
export interface Quantity {
  /** Billionths of one: Kubernetes keeps no finer part and rounds what is finer up, away from zero. */
  readonly nano: bigint;
  /** The text that Go writes for it: `1024Mi` becomes `1Gi`, `0.5` becomes `500m`. */
  readonly canonical: string;
}

/**
 * Reads a quantity as `resource.ParseQuantity` does, with the same oddities (`1.` and `.5` are right, `+1` stays
 * `+1`); undefined where that returns an error. Exponents beyond ±1000 are taken for ±1000.
 * Source: k8s.io/apimachinery v0.35.0, pkg/api/resource/quantity.go and suffix.go.
 */
export function parseQuantity(value: string | number | bigint): Quantity | undefined {
  return read(String(value));
}

const read = remembered((text): Quantity | undefined => {
  const parts = shape.exec(text);
  if (!parts || text === "") return undefined;
  const unit = unitOf(parts[4] ?? "");
  if (unit === undefined) return undefined;
  const negative = parts[1] === "-";
  const whole = (parts[2] ?? "").replace(/^0+/, "") || "0";
  const fraction = parts[3] ?? "";
  if (!/[0-9]/.test(`${parts[2]}${fraction}`) && isFarFromOne(unit)) return undefined;
  if (isKeptAsWritten(whole, fraction, unit)) {
    return {
      nano: signed(toNano(BigInt(whole + fraction), fraction.length, unit), negative),
      canonical: text,
    };
  }
  const nano = capped(toNano(BigInt(whole + fraction), fraction.length, unit), unit);
  return { nano: signed(nano, negative), canonical: canonicalOf(signed(nano, negative), nano, unit) };
});

/**
 * What Go says of a text that is no quantity. Source: k8s.io/apimachinery v0.35.4, pkg/api/resource/quantity.go.
 */
export function quantityFault(text: string): string {
  const suffix = shape.exec(text)?.[4];
  if (suffix === undefined || text === "") {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
  const isKnown = unitOf(suffix) !== undefined;
  return isKnown ? "unable to parse numeric part of quantity" : "unable to parse quantity's suffix";
}

/** Negative where `a` is less than `b`, zero where they are equal: `1Gi` equals `1024Mi`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nano < b.nano ? -1 : a.nano > b.nano ? 1 : 0;
}

/** Whole units, rounded away from zero, as `Quantity.Value()` gives for amounts above zero; for storage: bytes. */
export function wholeUnits(quantity: Quantity): bigint {
  const rest = quantity.nano % billion;
  const whole = quantity.nano / billion;
  return rest === 0n ? whole : quantity.nano > 0n ? whole + 1n : whole - 1n;
}

/** Units of 2^30 bytes, for messages and rough comparisons. */
export function gibibytes(quantity: Quantity): number {
  return Number(quantity.nano / 1000n) / 1_000_000 / 2 ** 30;
}

interface Unit {
  readonly format: "decimal" | "binary" | "exponent";
  /** Power of ten, or of two where the format is binary. */
  readonly exponent: number;
}

const billion = 1_000_000_000n;
const largestBinary = (2n ** 63n - 1n) * billion;
/** Go's, with a suffix that never begins with a digit: else a long run of digits would take quadratic time. */
const shape = /^([+-]?)([0-9]*)(?:\.([0-9]*))?((?:[eEinumkKMGTP]+[-+]?[0-9]*|[-+][0-9]*)?)$/;
const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

function unitOf(suffix: string): Unit | undefined {
  const decimal = Object.hasOwn(decimalSuffixes, suffix) ? decimalSuffixes[suffix] : undefined;
  if (decimal !== undefined) return { format: "decimal", exponent: decimal };
  const binary = Object.hasOwn(binarySuffixes, suffix) ? binarySuffixes[suffix] : undefined;
  if (binary !== undefined) return { format: "binary", exponent: binary };
  if (!/^[eE][+-]?[0-9]+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  return { format: "exponent", exponent: Math.max(-1000, Math.min(1000, exponent)) };
}

/** Without any digit, Go finds zero while the suffix is near one, and an error beyond. */
function isFarFromOne(unit: Unit): boolean {
  return unit.format === "binary" ? unit.exponent >= 50 : unit.exponent < -9;
}

/** Go remembers the text where a quick look says that it is canonical already; the look overlooks signs and zeros. */
function isKeptAsWritten(whole: string, fraction: string, unit: Unit): boolean {
  const digits = whole + fraction;
  if (unit.format === "binary") {
    const precision = 15 - whole.length - Math.trunc((unit.exponent * 3) / 10) - 1;
    const fits = BigInt(digits) << BigInt(unit.exponent) < 2n ** 63n;
    return (
      fraction === "" && precision >= 0 && fits && unit.exponent % 10 === 0 && (BigInt(digits) & 7n) !== 0n
    );
  }
  const scale = unit.exponent - fraction.length;
  return (
    digits.length <= 18 &&
    scale >= -9 &&
    scale % 3 === 0 &&
    !digits.endsWith("000") &&
    !digits.startsWith("0")
  );
}

/** Never negative, so that rounding up is rounding away from zero. */
function toNano(digits: bigint, decimals: number, unit: Unit): bigint {
  const binary = unit.format === "binary";
  const scaled = binary ? digits << BigInt(unit.exponent) : digits;
  const power = 9 - decimals + (binary ? 0 : unit.exponent);
  if (power >= 0) return scaled * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (scaled + divisor - 1n) / divisor;
}

function capped(nano: bigint, unit: Unit): bigint {
  return unit.format === "binary" && nano > largestBinary ? largestBinary : nano;
}

function signed(nano: bigint, negative: boolean): bigint {
  return negative ? -nano : nano;
}

function canonicalOf(nano: bigint, size: bigint, unit: Unit): string {
  if (nano === 0n) return "0";
  if (unit.format === "binary" && size >= 1024n * billion && nano % billion === 0n) {
    let amount = nano / billion;
    let exponent = 0;
    for (; amount % 1024n === 0n; exponent += 10) amount /= 1024n;
    return `${amount}${suffixFor(binarySuffixes, exponent)}`;
  }
  let [amount, exponent] = withoutTens(nano);
  exponent -= 9;
  for (; exponent % 3 !== 0; exponent--) amount *= 10n;
  if (unit.format === "exponent") return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${suffixFor(decimalSuffixes, exponent)}`;
}

/** Go knows no suffix beyond `E` and then writes none at all; so do we. */
function suffixFor(suffixes: Readonly<Record<string, number>>, exponent: number): string {
  return Object.keys(suffixes).find((suffix) => suffixes[suffix] === exponent) ?? "";
}

/** By its digits: dividing a number of 200,000 of them by ten over and over takes seconds. */
function withoutTens(amount: bigint): [rest: bigint, times: number] {
  const digits = String(amount);
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return [BigInt(digits.slice(0, end)), digits.length - end];
}
