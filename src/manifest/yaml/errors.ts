import type { YAMLError } from "yaml";
import type { SyntaxProblem } from "./reading.ts";
import type { Source } from "./source.ts";

/** An error of the forgiving parser in our words, at its place in the file; undefined where kubectl has no complaint. */
export function describeError(error: YAMLError, source: Source): SyntaxProblem | undefined {
  const { text } = source;
  const wording = describe(error, text);
  if (wording === undefined) return undefined;
  const start = Math.min(error.pos[0], text.length);
  const found = text.indexOf("\n", start);
  const lineEnd = found === -1 ? text.length : found;
  const end = Math.max(start, Math.min(Math.max(error.pos[1], start + 1), lineEnd));
  return { range: source.toFile({ start, end }), ...wording };
}

type Wording = Pick<SyntaxProblem, "code" | "message" | "help">;

const table: Partial<Record<YAMLError["code"], Omit<Wording, "code">>> = {
  ALIAS_PROPS: {
    message: "an alias cannot have an anchor or a tag",
    help: "remove the & or ! before the alias",
  },
  BAD_ALIAS: {
    message: "the name of this anchor or alias is missing or not allowed",
    help: "use letters, digits, - and _",
  },
  BAD_DIRECTIVE: {
    message: "kubectl refuses documents with directives",
    help: "remove the line that begins with %",
  },
  BAD_DQ_ESCAPE: {
    message: "unknown escape in a double-quoted text",
    help: "write \\\\ for a backslash, or use single quotes",
  },
  BAD_INDENT: { message: "wrong indentation", help: "align it with the lines of the same map or list" },
  BAD_PROP_ORDER: { message: "an anchor or tag stands in the wrong place", help: "put it before the value" },
  BAD_SCALAR_START: {
    message: "a plain value cannot begin with this character",
    help: "put the value in quotes",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second ": " on one line',
    help: "put the value in quotes, or the inner map on lines of its own",
  },
  BLOCK_IN_FLOW: {
    message: "a block map or list cannot stand in [ ] or { }",
    help: "write it with brackets too",
  },
  KEY_OVER_1024_CHARS: {
    message: "a key cannot be longer than 1024 characters",
    help: "write the key after a ?",
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "a map key must stand on one line, with its colon",
    help: "is a colon missing, or the indentation of the line wrong?",
  },
  MULTIPLE_ANCHORS: { message: "a value can have only one anchor", help: "remove all but one" },
  MULTIPLE_TAGS: { message: "a value can have only one tag", help: "remove all but one" },
  TAB_AS_INDENT: { message: "a tab cannot be indentation", help: "indent with spaces" },
};

function describe(error: YAMLError, text: string): Wording | undefined {
  const code = "syntax";
  const known = table[error.code];
  if (known !== undefined) return { code, ...known };
  const at = text.slice(error.pos[0], error.pos[1]);
  switch (error.code) {
    case "RESOURCE_EXHAUSTION":
      return { code: "too-deep", message: "nested too deep", help: "flatten the document" };
    case "BAD_COLLECTION_TYPE":
      return undefined;
    case "TAG_RESOLVE_FAILED":
      if (!/Could not resolve tag|Missing/.test(error.message)) return undefined;
      return { code, message: "unknown or incomplete tag", help: "remove the tag" };
    case "MISSING_CHAR":
      return missingCharacter(error.message);
    case "MULTIPLE_DOCS":
      return {
        code: "ignored-content",
        message: "kubectl ignores this second document",
        help: "begin it with a --- line",
      };
    default:
      // Go takes a comment right after a quote or bracket.
      if (/^Comments must be separated/.test(error.message)) return undefined;
      return {
        code,
        message:
          at.trim() === "" ? "unexpected end or indentation" : `unexpected ${JSON.stringify(shorten(at))}`,
        help: "check the indentation and the quotes here",
      };
  }
}

function missingCharacter(message: string): Wording | undefined {
  const code = "syntax";
  if (/^Missing closing/.test(message)) {
    return { code, message: "the closing quote is missing", help: "close the quote" };
  }
  if (/must end with a ([\]}])/.test(message)) {
    const bracket = message.includes("}") ? "}" : "]";
    return { code, message: `the closing ${bracket} is missing`, help: `write ${bracket}` };
  }
  if (/^Missing , between|Missing , or :/.test(message)) {
    return { code, message: "a comma is missing before this", help: "separate the items with ," };
  }
  if (/^Implicit map keys/.test(message)) {
    return { code, message: 'the ":" after this key is missing', help: 'write "key: value"' };
  }
  if (/space after :/.test(message))
    return { code, message: "a space is missing after the :", help: 'write ": "' };
  if (/^Comments must|needs to be separated/.test(message)) return undefined;
  return { code, message: message.charAt(0).toLowerCase() + message.slice(1) };
}

function shorten(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line.length > 30 ? `${line.slice(0, 27)}...` : line;
}
