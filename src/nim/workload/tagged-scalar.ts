import type { Scalar } from "../value.ts";
import { resolveScalar } from "../yaml-scalar.ts";

/**
 * What a scalar is by its tag, or without one where it stands plain. Tags of others than YAML's own scalars make it a text.
 * Source: go.yaml.in/yaml v2.4.3 resolve.go, resolve; decode.go, scalar.
 */
export function taggedScalar(
  text: string,
  tag: string | undefined,
  isPlain: boolean,
): { readonly value: Scalar } | { readonly fault: string } {
  if (tag === undefined) return { value: isPlain ? resolveScalar(text) : text };
  if (tag === "!!binary") {
    const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
    if (!isBase64) return { fault: "!!binary value contains invalid base64 data" };
    return { value: Buffer.from(text, "base64").toString() };
  }
  if (!checked.includes(tag)) return { value: text };
  const value = resolveScalar(text);
  const kind = kindOf(value, text);
  if (kind === tag || (kind === "!!int" && tag === "!!float")) return { value };
  if (tag === "!!timestamp" && /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt \t])/.test(text))
    return { value: text };
  return { fault: `cannot decode ${kind} \`${text}\` as a ${tag}` };
}

const checked = ["!!null", "!!bool", "!!int", "!!float", "!!timestamp"];

function kindOf(value: Scalar, text: string): string {
  if (value === null) return "!!null";
  if (typeof value === "boolean") return "!!bool";
  if (typeof value === "string") return "!!str";
  // By its writing: 1.0 is no whole number, and 0x1e5 is one.
  return /^[-+]?0[xX]/.test(text) || /^[-+0-9_bBoO]+$/.test(text) ? "!!int" : "!!float";
}
