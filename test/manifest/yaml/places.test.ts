import { beforeAll, describe, expect, test } from "vitest";
import { LineIndex, loadRecovery, placesOf, splitDocuments } from "../../../src/manifest/yaml/index.ts";
import type { Path } from "../../../src/nim/value.ts";
import { whole } from "./yaml-text.ts";

beforeAll(loadRecovery);

function textAt(text: string, range: { start: number; end: number } | undefined) {
  return range && text.slice(range.start, range.end);
}

function keyAndValue(text: string, path: Path, range = whole(text)) {
  const places = placesOf(text, range);
  return [textAt(text, places.keyOf(path)), textAt(text, places.valueOf(path))];
}

const manifest =
  "kind: 'A' # c\nspec:\n  list:\n  - x: 1\n  - y\n  flow: {a: [1, \"b\"]}\n  text: |\n    one\n    two\n\n  empty:\n";

test("keys and values have their ranges, quotes and brackets included", () => {
  expect(keyAndValue(manifest, ["kind"])).toEqual(["kind", "'A'"]);
  expect(keyAndValue(manifest, ["spec", "list"])).toEqual(["list", "- x: 1\n  - y"]);
  expect(keyAndValue(manifest, ["spec", "list", 0, "x"])).toEqual(["x", "1"]);
  expect(keyAndValue(manifest, ["spec", "list", 1])).toEqual([undefined, "y"]);
  expect(keyAndValue(manifest, ["spec", "flow"])).toEqual(["flow", '{a: [1, "b"]}']);
  expect(keyAndValue(manifest, ["spec", "flow", "a", 1])).toEqual([undefined, '"b"']);
  expect(keyAndValue(manifest, ["spec", "text"])).toEqual(["text", "|\n    one\n    two"]);
});

test("an empty value stands behind its colon", () => {
  expect(placesOf(manifest, whole(manifest)).valueOf(["spec", "empty"])).toEqual({
    start: manifest.length - 1,
    end: manifest.length - 1,
  });
});

test("a path that leads nowhere has no place", () => {
  expect(keyAndValue(manifest, ["spec", "none", "x"])).toEqual([undefined, undefined]);
  expect(keyAndValue(manifest, ["spec", "list", 7])).toEqual([undefined, undefined]);
  expect(keyAndValue(manifest, ["spec", "constructor"])).toEqual([undefined, undefined]);
});

test("a scalar is given as it is written", () => {
  const text = "a: 'x'\nb: \"y\"\nc: 0777\nd: |\n  z\ne: >-\n  z\nf: &s 'v'\ng: *s\n";
  const places = placesOf(text, whole(text));
  expect("abcdefg".split("").map((key) => places.scalarAt([key]))).toEqual([
    { source: "'x'", style: "single" },
    { source: '"y"', style: "double" },
    { source: "0777", style: "plain" },
    { source: "|\n  z", style: "literal" },
    { source: ">-\n  z", style: "folded" },
    { source: "'v'", style: "single" },
    { source: "'v'", style: "single" },
  ]);
  expect(places.scalarAt([])).toBeUndefined();
});

describe("aliases and merges", () => {
  const text = "base: &base\n  size: 1\nuse: *base\nmerged:\n  <<: *base\n  own: 2\n";

  test("an alias is the place of its path", () => {
    expect(keyAndValue(text, ["use"])).toEqual(["use", "*base"]);
  });

  test("a path through an alias or a merge ends inside the anchor", () => {
    expect(placesOf(text, whole(text)).valueOf(["use", "size"])).toEqual({ start: 20, end: 21 });
    expect(placesOf(text, whole(text)).keyOf(["merged", "size"])).toEqual({ start: 14, end: 18 });
    expect(keyAndValue(text, ["merged", "own"])).toEqual(["own", "2"]);
  });
});

test.each([
  ["plain", (text: string) => text],
  ["with CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
  ["with a byte order mark", (text: string) => `\uFEFF${text}`],
  ["with tabs in comments", (text: string) => text.replaceAll("# c", "#\tc\t")],
  ["with an anchor, so by the full reader", (text: string) => text.replaceAll("kind: ", "kind: &k ")],
  [
    "with CRLF and an anchor",
    (text: string) => text.replaceAll("kind: ", "kind: &k ").replaceAll("\n", "\r\n"),
  ],
])("every document of a file has its lines and columns: %s", (_, change) => {
  const text = change(
    "# c\n---\nkind: A # c\nspec:\n  size: 1\n---\n# c\n--- # c\nkind: B\nspec:\n  - size: 2 # c\n",
  );
  const lines = new LineIndex(text);
  const [first, second, ...none] = splitDocuments(text);
  expect(none).toEqual([]);
  if (first === undefined || second === undefined) throw new Error("two documents expected");
  const a = placesOf(text, first).valueOf(["spec", "size"]);
  const b = placesOf(text, second).valueOf(["spec", 0, "size"]);
  expect([textAt(text, a), textAt(text, b)]).toEqual(["1", "2"]);
  expect(lines.position(a?.start ?? 0)).toEqual({ line: 5, column: 9 });
  expect(lines.position(b?.start ?? 0)).toEqual({ line: 11, column: 11 });
});

test("a JSON document has places too", () => {
  const text = '{\n\t"spec": {"n": [1, "\\/"]}\n}';
  expect(keyAndValue(text, ["spec"])).toEqual(['"spec"', '{"n": [1, "\\/"]}']);
  expect(keyAndValue(text, ["spec", "n", 1])).toEqual([undefined, '"\\/"']);
});

test("a document with an error has the places of what could be read", () => {
  const text = "kind: A\nname: @x\nspec:\n  size: 1\n";
  expect(keyAndValue(text, ["spec", "size"])).toEqual(["size", "1"]);
});
