import type { Scalar } from "../../nim/value.ts";
import { resolveScalar } from "../../nim/yaml-scalar.ts";

const prefix = "tag:yaml.org,2002:";

/**
 * What an explicit tag makes of a scalar, quoted or not (go.yaml.in/yaml v2 resolve.go): unknown tags make it text, known
 * ones refuse what is of another kind.
 */
export function resolveTagged(tag: string, source: string): { value: Scalar } | { problem: string } {
  const name = tag.startsWith(prefix) ? tag.slice(prefix.length) : undefined;
  if (name === "binary") return decodeBase64(source);
  const fits = kinds.get(name ?? "");
  if (fits === undefined) return { value: source };
  if (name === "timestamp") {
    return isTimestamp(source)
      ? { value: source }
      : { problem: `${JSON.stringify(source)} is no !!timestamp` };
  }
  const value = resolveScalar(source);
  if (fits(value, source)) return { value };
  return { problem: `${JSON.stringify(source)} is no !!${name}; write one, or remove the tag` };
}

const maxInt64 = 2n ** 63n - 1n;

const kinds = new Map<string, (value: Scalar, source: string) => boolean>([
  ["bool", (value) => typeof value === "boolean"],
  ["null", (value) => value === null],
  ["int", (value, source) => isNumber(value) && !isFloat(source)],
  // resolve.go converts Go's int to a float, but not the uint64 of larger integers.
  ["float", (value, source) => isNumber(value) && (isFloat(source) || value <= maxInt64)],
  ["timestamp", () => true],
]);

function isNumber(value: Scalar): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isFloat(source: string): boolean {
  return /[.]/.test(source) || (/[eE]/.test(source) && !/^[-+]?0[xX]/.test(source));
}

function isTimestamp(source: string): boolean {
  const date =
    /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2}))| +[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)?$/;
  return date.test(source);
}

function decodeBase64(source: string): { value: string } | { problem: string } {
  const text = source.replace(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return { problem: "a !!binary value must be base64" };
  }
  // encoding/json writes U+FFFD for each byte that is no UTF-8, as this does for most.
  return { value: Buffer.from(text, "base64").toString("utf8") };
}
