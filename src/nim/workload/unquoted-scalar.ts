import type { Scalar } from "../value.ts";
import { resolveScalar } from "../yaml-scalar.ts";

type ReadScalar =
  | { readonly is: "scalar"; readonly value: Scalar }
  | { readonly is: "collection" }
  | { readonly is: "fault"; readonly message: string };

/**
 * What a YAML reader makes of a text that stands without quotes behind a key. The messages are those of the operator's
 * reader, but for the line, which depends on the whole template.
 * Source: go.yaml.in/yaml v2 scannerc.go, yaml_parser_fetch_next_token and yaml_parser_scan_plain_scalar.
 */
export function readUnquoted(text: string): ReadScalar {
  const trimmed = withoutBlanks(text);
  if (/[\r\n\u0085\u2028\u2029]/.test(trimmed)) return fault("could not find expected ':'");
  if (trimmed === "" || trimmed.startsWith("#")) return { is: "scalar", value: null };
  const whole = /^(["'])(.*)\1$/.exec(trimmed);
  if (whole) return quotedScalar(whole[1] ?? "", whole[2] ?? "");
  if (/^[-](?:\s|$)/.test(trimmed)) return fault("block sequence entries are not allowed in this context");
  if (/^[?](?:\s|$)/.test(trimmed)) return fault("mapping keys are not allowed in this context");
  if (/^[@`%,\]}"']/.test(trimmed)) return fault("found character that cannot start any token");
  if (trimmed.startsWith("*")) return fault(`unknown anchor '${trimmed.slice(1)}' referenced`);
  if (/^[[{]/.test(trimmed)) return { is: "collection" };
  if (/^[|>]/.test(trimmed)) return { is: "scalar", value: "" };
  const property = /^(!!str|!)[ \t]+(.*)$/.exec(trimmed) ?? /^(&[^\s,[\]{}]+)[ \t]*(.*)$/.exec(trimmed);
  if (property) {
    const [, first = "", rest = ""] = property;
    if (first.startsWith("!")) return plainText(rest);
    return rest.startsWith("&") ? fault("did not find expected node content") : readUnquoted(rest);
  }
  if (trimmed.startsWith("!")) return fault("did not find expected whitespace or line break");
  return readPlain(trimmed);
}

function readPlain(text: string): ReadScalar {
  const plain = withoutComment(text);
  if (/:(?:[ \t]|$)/.test(plain)) return fault("mapping values are not allowed in this context");
  const value = resolveScalar(plain);
  if (typeof value === "number" && !Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    return { is: "fault", message: `json: unsupported value: ${name}` };
  }
  return { is: "scalar", value };
}

function plainText(text: string): ReadScalar {
  return { is: "scalar", value: withoutComment(text) };
}

function withoutComment(text: string): string {
  const start = text.search(/[ \t]#/);
  return start < 0 ? text : withoutBlanks(text.slice(0, start));
}

/** Without blanks at both ends. An expression for it would start anew at each blank of a long run, in quadratic time. */
function withoutBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function quotedScalar(quote: string, inner: string): ReadScalar {
  if (quote === "'") {
    if (/^(?:[^']|'')*$/.test(inner)) return { is: "scalar", value: inner.replaceAll("''", "'") };
    return fault("did not find expected key");
  }
  if (!/^(?:[^"\\]|\\["\\/])*$/.test(inner)) return fault("did not find expected key");
  return { is: "scalar", value: inner.replace(/\\(.)/g, "$1") };
}

function fault(message: string): ReadScalar {
  return { is: "fault", message: `yaml: ${message}` };
}
