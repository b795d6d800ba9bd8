import { stringify } from "yaml";
import type { Value } from "../../src/nim/value.ts";

/** Ways in which people write the same manifest. */
export const manifestStyles: Readonly<Record<string, (manifest: Value) => string>> = {
  block: (manifest) => stringify(manifest, options),
  "dashes in the column of the key": (manifest) => stringify(manifest, { ...options, indentSeq: false }),
  "four blanks": (manifest) => stringify(manifest, { ...options, indent: 4 }),
  flow: (manifest) => stringify(manifest, { ...options, collectionStyle: "flow" }),
  json: (manifest) => `${json(manifest, 2)}\n`,
  "tight json": (manifest) => json(manifest),
  crlf: (manifest) => commented(stringify(manifest, options)).replaceAll("\n", "\r\n"),
  commented: (manifest) => commented(stringify(manifest, options)),
  "commented flow": (manifest) => commented(`---\n${json(manifest, 2)}\n`),
  "several documents": (manifest) => `${other}---\n${stringify(manifest, options)}---\n${other}`,
  "in a List": (manifest) =>
    stringify({ apiVersion: "v1", kind: "List", items: [{ kind: "List", items: [manifest] }] }, options),
  "no line break at the end": (manifest) => stringify(manifest, options).trimEnd(),
};

const options = { version: "1.1", aliasDuplicateObjects: false, blockQuote: false, lineWidth: 0 } as const;

const other = "# nothing of ours\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other # c\n";

function json(value: Value, indent?: number): string {
  const marked = JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === "bigint" ? `bigint ${inner}` : inner),
    indent,
  );
  return marked.replace(/"bigint (-?[0-9]+)"/g, "$1");
}

/** Each line has a comment above it and one behind it, and each comment a number of its own. */
function commented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line, index) => `${/^ */.exec(line)?.[0] ?? ""}# above ${index}.\n${line} # behind ${index}.\n`)
    .join("");
}
