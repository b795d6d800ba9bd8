import fc from "fast-check";

/** Values as people write them, all behind "key: " or "- ". */
const common = [
  ..."a|b c|1|-1|0777|08|1e3|1.0|.5|0x1F|1_000|yes|y|off|null|~|2026-01-01|http://x:80/y|a:b|-x|x#y|x #c|é|日本".split(
    "|",
  ),
  ...["'x'", "'it''s'", '"y"', '"a\\nb"', '"\\u0041"', "''", "[a, b]", "{a: 1, b: 2}", "[]", "{}", "[a, ]"],
  ...[
    '{"a":1,"b":[1,2]}',
    "[\n  a,\n  b\n ]",
    "|\n     literal\n      more\n\n",
    "|-\n     strip",
    "|+\n     keep\n\n",
  ],
];

/** Values that only the full reader reads, and wrong ones. */
const odd = [
  ...[
    "",
    "🙂",
    '"\\x41"',
    "1e400",
    "[a: 1]",
    "{a, b: }",
    "|2\n       digit",
    ">\n     fold\n     ed",
    '"multi\n   line"',
  ],
  ...[
    "plain\n     more",
    "*a",
    "&a v",
    "&a {x: 1}",
    "!!str 8",
    "!foo 8",
    "!!binary aGk=",
    "- x",
    "@x",
    "%x",
    "`x",
  ],
  ...["a, b", "a]", "?x", ":x", "x:", "a: b", "<<", "'open", '"open', "[open", "{open"],
];

const commonKeys = ["a", "b", "c", "name", "'q'", '"d"', "a b", "x/y.z", "-k"];
const oddKeys = ["<<", "y", "1", "__proto__", "constructor", "? k", "&k v"];

interface Block {
  keys: string[];
  entries: (Block | string)[];
  indent: number;
  ends: string[];
}

const value = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...common) },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
);

const blockKeys: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 6, arbitrary: fc.shuffledSubarray(commonKeys, { minLength: 4, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.shuffledSubarray([...commonKeys, ...oddKeys], { minLength: 1, maxLength: 4 }) },
  { weight: 3, arbitrary: fc.constant<string[]>([]) },
);

const lineEnds = fc.array(
  fc.constantFrom("\n", "\n", "\n", "\n", " # c\n", " \n", "\n\n", "\n# c\n", "\n    # c\n"),
  { minLength: 4, maxLength: 4 },
);

function blockOf(depth: number): fc.Arbitrary<Block> {
  const entry: fc.Arbitrary<Block | string> =
    depth === 0
      ? value
      : fc.oneof({ weight: 2, arbitrary: value }, { weight: 1, arbitrary: blockOf(depth - 1) });
  return fc.record({
    keys: blockKeys,
    entries: fc.array(entry, { minLength: 1, maxLength: 4 }),
    indent: fc.constantFrom(1, 2, 2, 2, 2, 4),
    ends: lineEnds,
  });
}

function render(block: Block, indent: number): string {
  const pad = " ".repeat(indent);
  const lines = block.entries.map((entry, index) => {
    const key = block.keys.length === 0 ? "-" : `${block.keys[index % block.keys.length]}:`;
    const end = block.ends[index] ?? "\n";
    if (typeof entry === "string") return `${pad}${key} ${entry}${end}`;
    const deeper = indent + (key === "-" || entry.keys.length > 0 ? entry.indent : entry.indent % 4);
    const inner = render(entry, deeper);
    return key === "-" && entry.indent === 2
      ? `${pad}- ${inner.slice(deeper)}`
      : `${pad}${key}${end}${inner}`;
  });
  return lines.join("");
}

const snippets = [
  ..." |\n|\t|#|:|-|[|]|{|}|'|\"|,|>|&|*|!|?|%|a|1|\\|\r|\r\n|  |: |- |\n- |\n  |é|\u00a0|🙂".split("|"),
  "|",
  "\u2028",
  "\u0000",
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.constantFrom(0, 0, 1, 1, 2, 8),
  insert: fc.constantFrom("", "", ...snippets),
});

const edits = fc.oneof(fc.constant([]), fc.array(edit, { maxLength: 4 }));

/** YAML documents in many styles, about half of them broken by a few edits. Never with a second `---` line. */
export const yamlText: fc.Arbitrary<string> = fc
  .record({
    block: blockOf(3),
    edits,
    marker: fc.constantFrom("", "", "", "---\n", "--- # c\n"),
    shape: fc.constantFrom("as is", "as is", "as is", "crlf", "no last line break"),
  })
  .map(({ block, edits: list, marker, shape }) => {
    let text = marker + render(block, 0);
    for (const { at, remove, insert } of list) {
      const offset = Math.floor(at * text.length);
      text = text.slice(0, offset) + insert + text.slice(offset + remove);
    }
    if (shape === "crlf") return text.replaceAll(/\r?\n/g, "\r\n");
    return shape === "as is" ? text : text.trimEnd();
  })
  .filter((text) => !/\p{Cs}/u.test(text) && !/\n---/.test(text));

/** The range of a text that is one document. */
export function whole(text: string): { start: number; end: number } {
  return { start: 0, end: text.length };
}
