import type { Scalar } from "../nim/value.ts";
import { readUnquoted } from "../nim/workload/unquoted-scalar.ts";

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
  const read = readUnquoted(text);
  if (read.is === "scalar") return judged(text, read.value);
  if (read.is === "collection") return { is: "broken", readsAs: "a list or a map" };
  if (read.is === "open") return { is: "broken", readsAs: "several lines" };
  const isNumber = read.message.startsWith("json:");
  return { is: "broken", readsAs: isNumber ? "a number that JSON lacks" : "no valid YAML" };
}

function judged(text: string, value: Scalar): Unquoted {
  if (value === text) return { is: "kept" };
  if (typeof value === "string") return { is: "changed", to: value };
  if (value === null) return { is: "changed", to: "" };
  return { is: "broken", readsAs: typeof value === "boolean" ? "a boolean" : "a number" };
}
