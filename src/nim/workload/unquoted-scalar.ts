import { remembered } from "../remembered.ts";
import type { Scalar } from "../value.ts";
import { closingQuote, quotedText } from "./quoted-scalar.ts";
import { taggedScalar } from "./tagged-scalar.ts";
import { noKey, noName, yamlProperties } from "./yaml-properties.ts";

type ReadScalar =
  | { readonly is: "scalar"; readonly value: Scalar }
  | { readonly is: "collection" }
  | { readonly is: "fault"; readonly message: string }
  /** Several lines: whether they belong to the value depends on how far the template indents its own. */
  | { readonly is: "open" };

/**
 * What a YAML reader makes of a text that stands without quotes behind a key. The messages are those of the operator's
 * reader, but for the line, which depends on the whole template.
 * Source: go.yaml.in/yaml v2.4.3 scannerc.go, yaml_parser_fetch_next_token and yaml_parser_scan_plain_scalar.
 */
export const readUnquoted = remembered((text): ReadScalar => {
  const [first = "", ...below] = text.split(/[\r\n\u0085\u2028\u2029]/);
  const read = readLine(withoutBlanks(first));
  // Empty lines and comments belong to no value.
  const next = below.find((line) => !/^ *(?:#|$)/.test(line));
  // A quote may be closed on any of them.
  if (read.is === "open" && !below.some((line) => /["']/.test(line)))
    return fault("found unexpected end of stream");
  if (next === undefined || read.is === "fault" || read.is === "open") return read;
  if (read.is === "collection" || mayGoOn.test(next)) return { is: "open" };
  return fault(
    next.startsWith("\t") ? "found a tab character that violates indentation" : "could not find expected ':'",
  );
});

/** A line that is indented, begins a document or is a key, below which the template's own lines may then stand. */
const mayGoOn = /^(?: |\?(?:[ \t]|$)|---|\.\.\.)|:(?:[ \t]|$)/;

function readLine(line: string): ReadScalar {
  const properties = yamlProperties(line);
  if ("fault" in properties) return fault(properties.fault);
  const { tag, rest, hasAny } = properties;
  if (rest === "" || rest.startsWith("#")) return resolved("", tag, true);
  if (/^["']/.test(rest)) return readQuoted(rest, tag);
  if (/^-(?:[ \t]|$)/.test(rest)) return fault("block sequence entries are not allowed in this context");
  if (/^\?(?:[ \t]|$)/.test(rest)) return fault("mapping keys are not allowed in this context");
  if (/^[@`%]/.test(rest)) return fault("found character that cannot start any token");
  if (/^[,\]}]/.test(rest)) return fault(hasAny ? noKey : "did not find expected node content");
  if (rest.startsWith("*")) {
    const [, name] = /^\*([\w-]+)(?=[ \t?:,\]}%@`]|$)/.exec(rest) ?? [];
    if (name === undefined) return fault(noName);
    return fault(hasAny ? noKey : `unknown anchor '${name}' referenced`);
  }
  if (/^[[{]/.test(rest)) return { is: "collection" };
  if (/^[|>]/.test(rest)) return readBlockHeader(rest, tag);
  const plain = withoutComment(rest);
  if (/:(?:[ \t]|$)/.test(plain)) return fault(noMapping);
  return resolved(plain, tag, true);
}

function readQuoted(text: string, tag: string | undefined): ReadScalar {
  const end = closingQuote(text);
  if (end < 0) return { is: "open" };
  const quoted = quotedText(text.slice(0, end + 1));
  if ("fault" in quoted) return fault(quoted.fault);
  const rest = withoutBlanks(text.slice(end + 1));
  if (/^:(?:[ \t]|$)/.test(rest)) return fault(noMapping);
  return rest === "" || rest.startsWith("#") ? resolved(quoted.value, tag, false) : fault(noKey);
}

const noMapping = "mapping values are not allowed in this context";

/** An empty text: none of the template's own lines is indented further. */
function readBlockHeader(header: string, tag: string | undefined): ReadScalar {
  if (/^[|>][+-]?0/.test(header)) return fault("found an indentation indicator equal to 0");
  const isHeader = /^[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?:#.*)?$/.test(header);
  return isHeader ? resolved("", tag, false) : fault("did not find expected comment or line break");
}

function resolved(text: string, tag: string | undefined, isPlain: boolean): ReadScalar {
  const scalar = taggedScalar(text, tag, isPlain);
  if ("fault" in scalar) return fault(scalar.fault);
  const { value } = scalar;
  if (typeof value === "number" && !Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    return { is: "fault", message: `json: unsupported value: ${name}` };
  }
  return { is: "scalar", value };
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

function fault(message: string): ReadScalar {
  return { is: "fault", message: `yaml: ${message}` };
}
