import { beforeAll, describe, expect, test } from "vitest";
import { loadRecovery, readDocument } from "../../../src/manifest/yaml/index.ts";
import { whole } from "./yaml-text.ts";

beforeAll(loadRecovery);

function read(text: string) {
  return readDocument(text, whole(text));
}

function problemsOf(text: string) {
  return read(text).problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);
}

describe("documents that kubectl reads", () => {
  test.each<[string, unknown]>([
    ["b: &x {c: 1, d: 2}\na:\n  c: 9\n  <<: *x\n", { b: { c: 1, d: 2 }, a: { c: 1, d: 2 } }],
    ["b: &x {c: 1}\na:\n  <<: *x\n  c: 9\n", { b: { c: 1 }, a: { c: 9 } }],
    [
      "b: &x {c: 1}\nd: &y {c: 2, e: 3}\na:\n  <<: [*x, *y]\n",
      { b: { c: 1 }, d: { c: 2, e: 3 }, a: { c: 1, e: 3 } },
    ],
    ["a:\n  <<: &b {c: 1}\n  <<: {d: 1}\n", { a: { c: 1, d: 1 } }],
    ["a: &x\n  b: 1\nc: *x\n", { a: { b: 1 }, c: { b: 1 } }],
    ["&x a: 1\nb: *x\n", { a: 1, b: "a" }],
    ["a: <<\n", { a: "<<" }],
    ["a: !!set {x, y}\n", { a: { x: null, true: null } }],
    ["? a\n: b\n", { a: "b" }],
    ["a: {b:1}\n", { a: { "b:1": null } }],
    ["a: [a, b:]\n", { a: ["a", "b:"] }],
    ["a: [a: 1, b: 2]\n", { a: [{ a: 1 }, { b: 2 }] }],
    ["a: [\na\n]\n", { a: ["a"] }],
    ["a: {\n\t'b': 1\n}\n", { a: { b: 1 } }],
    ["x:\n- 1\n - 2\n", { x: ["1 - 2"] }],
    ["a: 'x\ny'\n", { a: "x y" }],
    ["a: >-\n  x\n  y\n\n  z\n", { a: "x y\nz" }],
    ["a: |\n\n  x\n", { a: "\nx\n" }],
    ["a: |\n  x", { a: "x\n" }],
    ["a: |2-\n   x\n", { a: " x" }],
    ["a: |\r\n  x\r\n  y\r\nb: c\r\n", { a: "x\ny\n", b: "c" }],
    ["\uFEFFa: 1\n", { a: 1 }],
    ["a: 1\rb: 2\n", { a: 1, b: 2 }],
    ["a: # c\ttab\n  b: 1\n", { a: { b: 1 } }],
    ["a:\t1\n", { a: 1 }],
    ["--- {a: 1}\n", { a: { a: 1 } }.a],
    ["---\na: 1\n...\n# c\n", { a: 1 }],
    ["- \n-\n- - a\n  - b\n", [null, null, ["a", "b"]]],
    ["a: {x: , z}\n", { a: { x: null, z: null } }],
    ["a: 'b'#c\n", { a: "b" }],
    ['a: "\\e\\_\\N\\ \\x41"\n', { a: "\u001b\u00a0\u0085 A" }],
  ])("%j", (text, value) => {
    expect(read(text)).toMatchObject({ value, problems: [] });
  });
});

describe("documents that kubectl refuses have a problem at the place of the error", () => {
  test.each<[string, string]>([
    ["a: b: c\n", ":"],
    ["a: x:\n", ":"],
    ["a: @x\n", "@"],
    ["a: %x\n", "%"],
    ["a: -\n", "-"],
    ["a: - b\n", "-"],
    ["a: ? b\n", "?"],
    ["a: b\n\tc: d\n", "\t"],
    ["a:\n\t- b\n", "\t"],
    ["a: 1\n\t\nb: 2\n", "\t"],
    ["a: |\n  x\n \ty\n", "\t"],
    ["a: 1\nb\n", "b"],
    ["a: 'x\nb: 1\n", "'x"],
    ["a: [x, y\n", "["],
    ["a: *x\n", "*x"],
    ["a: &a [*a]\n", "*a"],
    ["a: {x: 1}\n<<: 1\n", "1"],
    ["%YAML 1.2\n---\na: yes\n", "%YAML 1.2"],
    ["a: {b?: 1}\n", "?"],
    ["a: [a,,b]\n", ","],
    ["a: &x &y 1\n", "&y"],
    ["a: 'x' y\n", "y"],
  ])("%j", (text, place) => {
    expect(problemsOf(text)[0]).toEqual(["syntax", place]);
  });

  test("control characters, NUL and half a surrogate pair", () => {
    expect(problemsOf("a: \u0000x\nb: \u0001\u0002\n")).toEqual([
      ["syntax", "\u0000"],
      ["syntax", "\u0001\u0002"],
    ]);
    expect(problemsOf("a: \ud83d\n")).toEqual([["syntax", "\ud83d"]]);
    expect(read("a: 🙂\n").value).toEqual({ a: "🙂" });
  });
});

test("each error of a document is reported once, and what stands around it is still read", () => {
  const text = "kind: a\nname: @x\nimage: b: c\nspec:\n  size: 'open\n";
  expect(problemsOf(text)).toEqual([
    ["syntax", "@"],
    ["syntax", "b"],
    ["syntax", ""],
  ]);
  expect(read(text).value).toMatchObject({ kind: "a" });
});

test.each([
  ["a: 'it's'\n", "unexpected text after a value"],
  ["a:\n  - b: 1\n c: 1\n", "the next key of the map is expected here"],
  ["k: v\nkey\nj: 1\n", 'the ":" after this key is missing'],
  ["a: b: c\n", 'a second ": " on one line'],
  ["a:\n\tb: 1\n", "a tab cannot be indentation"],
])("the error of %j is named", (text, message) => {
  expect(read(text).problems[0]?.message).toBe(message);
});

test("an error of structure is not hidden by a wrong character further down", () => {
  const text = "a:\n  b: 1\n c: 2\nd: 3\ne: @x\n";
  expect(problemsOf(text).map(([, place]) => place)).toEqual(["c", "@"]);
});

test("a second equal key is a problem that points at the first", () => {
  const text = "a: 1\nb:\n  c: 1\n  c: 2\na: 2\n";
  expect(problemsOf(text)).toEqual([
    ["duplicate-key", "c"],
    ["duplicate-key", "a"],
  ]);
  expect(read(text).problems[1]).toMatchObject({
    range: { start: 22, end: 23 },
    related: { start: 0, end: 1 },
  });
  expect(read(text).value).toEqual({ a: 2, b: { c: 2 } });
});

test("keys that become the same text are equal keys", () => {
  expect(problemsOf("1: a\n'1': b\n")).toEqual([["duplicate-key", "'1'"]]);
});

test("a key that a merge brings as well is no duplicate", () => {
  expect(problemsOf("b: &x {c: 1}\na: {<<: *x, c: 2}\n")).toEqual([]);
});

test("what kubectl drops without a word is reported", () => {
  expect(problemsOf("a: 1\n...\nb: 2\n")).toEqual([["ignored-content", "b: 2"]]);
  expect(problemsOf("a\n: b\n")).toEqual([["ignored-content", ": b"]]);
  expect(problemsOf("a: 1\n...\n# only a comment\n")).toEqual([]);
});

test("a __proto__ key is a key like any other", () => {
  for (const text of [
    "__proto__: {x: 1}\n",
    '{"__proto__": {"x": 1}}',
    "a: &a {__proto__: {x: 1}}\n<<: *a\n",
  ]) {
    const { value } = read(text);
    expect(Object.keys(Object(value))).toContain("__proto__");
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  }
});

describe("a document that begins with { is JSON to kubectl", () => {
  test("its numbers, escapes and tabs are those of JSON", () => {
    const text =
      '{\n\t"a": 1e18, "b": 8000.0, "c": 9007199254740993, "d": "\\ud83d\\ude42\\/", "e": [1e3, -0]\n}\n';
    expect(read(text)).toEqual({
      value: { a: 1e18, b: 8000, c: 9007199254740993n, d: "🙂/", e: [1000, 0] },
      problems: [],
      ambiguous: false,
    });
  });

  test("equal keys are reported", () => {
    expect(problemsOf('{"a": 1, "\\u0061": "\\/"}')).toEqual([["duplicate-key", '"\\u0061"']]);
  });

  test("what is no JSON is read as YAML", () => {
    expect(read('{"a": [1, 2,], b: yes, "c": 1e18,}\n').value).toEqual({ a: [1, 2], b: true, c: 10n ** 18n });
  });
});
