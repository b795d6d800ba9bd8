import fc from "fast-check";
import { expect, test } from "vitest";
import { readDocument } from "../../../src/manifest/yaml/index.ts";
import type { Value } from "../../../src/nim/value.ts";
import { goYaml } from "../../../src/nim/workload/go-yaml.ts";

/** What Go's library (sigs.k8s.io/yaml v1.6.0) wrote for the same maps. */
const written: readonly [name: string, given: Parameters<typeof goYaml>[0], text: string][] = [
  ["nothing", {}, "{}\n"],
  [
    "a list, which is not indented",
    { profiles: [{ id: "a", tags: { tp: "1" } }, { id: "b" }] },
    'profiles:\n- id: a\n  tags:\n    tp: "1"\n- id: b\n',
  ],
  [
    "numbers in keys by their value, letters last",
    { a: {}, "10": {}, "9": {}, "0x1f": {} },
    '"0x1f": {}\n"9": {}\n"10": {}\na: {}\n',
  ],
  [
    "texts that YAML 1.1 takes for something else",
    { n: "on", x: "1:30", y: "07", z: "2024-01-01" },
    '"n": "on"\nx: "1:30"\n"y": "07"\nz: "2024-01-01"\n',
  ],
  [
    "texts that need quotes for other reasons",
    { a: "a: b", b: "- a", c: "#x", d: " lead", e: "it's", f: "" },
    "a: 'a: b'\nb: '- a'\nc: '#x'\nd: ' lead'\ne: it's\nf: \"\"\n",
  ],
  [
    "expressions, plain",
    { m: "^NVIDIA-A10(?!0).*", d: "2330:10de" },
    "d: 2330:10de\nm: ^NVIDIA-A10(?!0).*\n",
  ],
  ["lines", { t: "a\n", v: "line\nbreak" }, "t: |\n  a\nv: |-\n  line\n  break\n"],
  [
    "a byte order mark",
    { a: '\ufeff a\u00a0"/', b: "b\ufeff a" },
    'a: "\\uFEFF\\x20\\x61\\_\\"\\x2F"\nb: "b\\uFEFF a"\n',
  ],
  ["controls", { r: "\u0001", s: "é" }, 'r: "\\x01"\ns: é\n'],
  [
    "a long text, folded behind column 80",
    { x: `${"a".repeat(38)} ${"b".repeat(50)} ${"c".repeat(19)} ddd` },
    `x: ${"a".repeat(38)} ${"b".repeat(50)}\n  ${"c".repeat(19)} ddd\n`,
  ],
  ["a key of several lines", { "a\nb": "c" }, "? |-\n  a\n  b\n: c\n"],
  [
    "numbers and booleans",
    { replicas: 2, on: true, big: 2n ** 60n, none: null },
    'big: 1152921504606846976\nnone: null\n"on": true\nreplicas: 2\n',
  ],
  [
    "numbers that 64 bits do not hold as whole ones",
    {
      a: 0.5,
      b: 1234567.5,
      c: 0.00001,
      d: 1e21,
      e: 2n ** 64n,
      f: 2n ** 64n - 1n,
      g: -(2n ** 63n) - 1n,
      h: 0.0001,
    },
    "a: 0.5\nb: 1.2345675e+06\nc: 1e-05\nd: 1e+21\ne: 1.8446744073709552e+19\nf: 18446744073709551615\ng: -9.223372036854776e+18\nh: 0.0001\n",
  ],
];

test.each(written)("%s", (_, given, text) => {
  expect(goYaml(given)).toBe(text);
});

const letters = fc.constantFrom(
  ..."abnNyeEotrusx01789.:-_+~#,'\"!&*?|>%@`[]{}= \n\t\r\\/é\u0085\u00a0\u2028\u2029\ufeff\u0001😀",
);
const texts = fc.oneof(
  fc.string({ unit: letters, maxLength: 12 }),
  fc.string({ unit: letters, maxLength: 200 }),
  fc
    .array(fc.constantFrom("word", "on", "1e3", "a:", "# b", "", "x".repeat(70)), { maxLength: 40 })
    .map((words) => words.join(" ")),
  fc.constantFrom(
    "yes",
    "NO",
    "~",
    "null",
    ".inf",
    "0x1f",
    "0o17",
    "017",
    "1_000",
    "1:30",
    "2024-01-01",
    "<<",
    "=",
    "---",
    "...",
  ),
);

/** Go writes the merge key without quotes, and nobody can read it then. */
const keys = texts.filter((text) => text !== "<<");

test("what is written is read back as the same, whatever the texts", () => {
  const { tree } = fc.letrec<{ tree: Value; map: Value }>((again) => ({
    map: fc.dictionary(keys, again("tree"), { maxKeys: 4, noNullPrototype: true }),
    tree: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc.constantFrom<Value>(null, true, 0, -7, 2 ** 40, 0.25),
      fc.array(again("tree"), { maxLength: 4 }),
      again("map"),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const text = goYaml(value);
      const { value: read, problems } = readDocument(text, { start: 0, end: text.length });
      expect(problems).toEqual([]);
      expect(read).toEqual(value);
    }),
    { numRuns: 2000 },
  );
});
