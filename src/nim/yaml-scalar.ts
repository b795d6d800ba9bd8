import type { Scalar } from "./value.ts";

/**
 * What kubectl takes a plain scalar for: a bool, a number, null or the text itself. `.inf` and `.nan` come back as the
 * numbers that JSON does not have; the caller refuses them as kubectl does.
 *
 * The rules are those of go.yaml.in/yaml v2 resolve.go, which sigs.k8s.io/yaml uses: YAML 1.1 words for bools, integers
 * as Go's ParseInt with base 0 reads them once every `_` is gone, no sexagesimal numbers, timestamps stay text.
 */
export function resolveScalar(source: string): Scalar {
  const first = source.charCodeAt(0);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d) {
    if (plainInteger.test(source)) return Number(source);
    return resolveNumber(source);
  }
  if (first === 0x2e) return resolvePoint(source);
  if (source.length > 5) return source;
  const word = words.get(source);
  return word === undefined ? source : word;
}

/** Number with at most 15 digits, all of them exact. */
const plainInteger = /^(?:0|-?[1-9][0-9]{0,14})$/;

const words = new Map<string, Scalar>([
  ["", null],
  ...["~", "null", "Null", "NULL"].map((word): [string, Scalar] => [word, null]),
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"].map((word): [string, Scalar] => [word, true]),
  ...["true", "True", "TRUE"].map((word): [string, Scalar] => [word, true]),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF"].map((word): [string, Scalar] => [word, false]),
  ...["false", "False", "FALSE"].map((word): [string, Scalar] => [word, false]),
]);

const goInteger = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const infinity = /^[-+]?\.(?:inf|Inf|INF)$/;
const notANumber = /^\.(?:nan|NaN|NAN)$/;

function resolveNumber(source: string): Scalar {
  if (infinity.test(source)) return source.startsWith("-") ? -Infinity : Infinity;
  const plain = source.includes("_") ? source.replaceAll("_", "") : source;
  const integer = goInteger.test(plain) ? goInt(plain) : undefined;
  if (integer !== undefined) return exact(integer);
  if (float.test(plain)) {
    const number = Number(plain);
    // Beyond the range of a float64 Go's ParseFloat fails, and the text stays text.
    if (Number.isFinite(number)) return onTheWire(number);
  }
  // A second try of resolve.go at binary numbers lets a sign stand after the prefix.
  const odd = /^0b([-+])([01]+)$/.exec(plain);
  if (odd?.[2] !== undefined) {
    const magnitude = BigInt(`0b${odd[2]}`);
    const value = odd[1] === "-" ? -magnitude : magnitude;
    if (value >= minInt64 && value <= maxInt64) return exact(value);
  }
  return source;
}

const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

/** strconv.ParseInt, then ParseUint, with base 0; undefined out of their ranges. ParseUint takes no sign. */
function goInt(text: string): bigint | undefined {
  const signed = text.startsWith("-") || text.startsWith("+");
  const digits = signed ? text.slice(1) : text;
  // Longer than 64 binary digits and a prefix cannot fit unless zeros lead; BigInt would take quadratic time.
  if (digits.length > 80) return undefined;
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const value = text.startsWith("-") ? -magnitude : magnitude;
  return value >= minInt64 && value <= (signed ? maxInt64 : maxUint64) ? value : undefined;
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A float64 as Go's encoding/json writes it: below 1e21 an integral one is a run of digits, so an integer. */
function onTheWire(number: number): number | bigint {
  if (!Number.isInteger(number)) return number;
  if (Number.isSafeInteger(number)) return number + 0;
  return Math.abs(number) < 1e21 ? BigInt(String(number)) : number;
}

/** Scalars that begin with a point; Go's ParseFloat takes a `_` between two digits. */
function resolvePoint(source: string): Scalar {
  if (infinity.test(source)) return Infinity;
  if (notANumber.test(source)) return Number.NaN;
  if (!/^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/.test(source)) return source;
  const number = Number(source.replaceAll("_", ""));
  return Number.isFinite(number) ? onTheWire(number) : source;
}

/** What the core schema of YAML 1.2.2 takes a plain scalar for; integers beyond 64 bits as kubectl has them. */
export function resolveCoreScalar(source: string): Scalar {
  if (/^(?:~|null|Null|NULL|)$/.test(source)) return null;
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  if (/^(?:false|False|FALSE)$/.test(source)) return false;
  if (/^[-+]?[0-9]{1,80}$|^0o[0-7]{1,40}$|^0x[0-9a-fA-F]{1,40}$/.test(source)) {
    const magnitude = BigInt(source.replace(/^[-+]/, ""));
    const value = source.startsWith("-") ? -magnitude : magnitude;
    if (value >= minInt64 && value <= maxUint64) return exact(value);
    return onTheWire(Number(value));
  }
  if (float.test(source)) {
    const number = Number(source);
    return Number.isFinite(number) ? onTheWire(number) : number;
  }
  if (infinity.test(source)) return source.startsWith("-") ? -Infinity : Infinity;
  if (notANumber.test(source)) return Number.NaN;
  return source;
}

/** Whether YAML 1.1 as kubectl reads it and YAML 1.2 give a plain scalar two values. */
export function isAmbiguous(source: string, resolved: Scalar): boolean {
  if (typeof resolved === "string") {
    const first = source.charCodeAt(0);
    if (!((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e))
      return false;
  } else if (resolved === null || (typeof resolved === "number" && plainInteger.test(source))) return false;
  const core = resolveCoreScalar(source);
  return core !== resolved && !(Number.isNaN(core) && Number.isNaN(resolved));
}

/**
 * The text that sigs.k8s.io/yaml makes of a map key; undefined for those that it refuses (null, integers beyond int64).
 */
export function keyText(key: Scalar): string | undefined {
  if (typeof key === "string") return key;
  if (key === null) return undefined;
  if (typeof key === "bigint") return key > maxInt64 ? undefined : String(key);
  return String(key);
}

/** Key text of a plain scalar: floats are written as Go's FormatFloat(f, 'g', -1, 32) does, integers in full. */
export function plainKeyText(source: string, resolved: Scalar): string | undefined {
  if (typeof resolved !== "number" && typeof resolved !== "bigint") return keyText(resolved);
  const plain = source.replaceAll("_", "");
  const isInteger = goInteger.test(plain) || /^0b[-+]/.test(plain);
  if (isInteger && !(float.test(plain) && goInt(plain) === undefined)) return keyText(resolved);
  return formatFloat32(Number(resolved));
}

function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return ".nan";
  if (!Number.isFinite(single)) return single > 0 ? ".inf" : "-.inf";
  if (single === 0) return Object.is(single, -0) ? "-0" : "0";
  let shortest = single.toExponential(8);
  for (let digits = 0; digits < 9; digits++) {
    const candidate = single.toExponential(digits);
    if (Math.fround(Number(candidate)) === single) {
      shortest = candidate;
      break;
    }
  }
  const [mantissa = "", exponentText = "0"] = shortest.split("e");
  const exponent = Number(exponentText);
  const digitCount = mantissa.replace(/[-.]/g, "").length;
  // strconv ftoa.go: %g with the shortest precision takes the exponent form below 1e-4 and from 1e6 on.
  if (exponent < -4 || exponent >= 6) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return Number(shortest).toFixed(Math.max(0, digitCount - 1 - exponent));
}
