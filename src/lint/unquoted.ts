import { readDocument } from "../manifest/yaml/index.ts";
import { type Value, valueAt } from "../nim/value.ts";
import { resolveScalar } from "../nim/yaml-scalar.ts";

/** What becomes of a text that is put into YAML without quotes. */
export type Unquoted =
  | { readonly is: "kept" }
  | { readonly is: "changed"; readonly to: string }
  | { readonly is: "broken"; readonly readsAs: string };

/**
 * The operator's templates write some values as they are (`{{ $value }}`), and what they give is read as YAML.
 * Source: k8s-nim-operator manifests/{deployment,lws,inferenceservice}.yaml.
 */
export function unquoted(text: string): Unquoted {
  if (text === "") return { is: "kept" };
  if (/^[\w./][\w./-]*$/.test(text)) {
    const value = resolveScalar(text);
    if (typeof value === "number" && !Number.isFinite(value))
      return { is: "broken", readsAs: "a number that JSON lacks" };
    return judged(text, value);
  }
  const line = `value: ${text}\n`;
  const { value, problems } = readDocument(line, { start: 0, end: line.length });
  const read = valueAt(value, ["value"]);
  if (problems.length > 0 || read === undefined) return { is: "broken", readsAs: "no valid YAML" };
  return judged(text, read);
}

function judged(text: string, value: Value): Unquoted {
  if (value === text) return { is: "kept" };
  if (typeof value === "string") return { is: "changed", to: value };
  if (value === null) return { is: "changed", to: "" };
  if (Array.isArray(value)) return { is: "broken", readsAs: "a list" };
  if (typeof value === "object") return { is: "broken", readsAs: "a map" };
  return { is: "broken", readsAs: typeof value === "boolean" ? "a boolean" : "a number" };
}
