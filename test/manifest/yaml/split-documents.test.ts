import { expect, test } from "vitest";
import { splitDocuments } from "../../../src/manifest/yaml/index.ts";

function documents(text: string): string[] {
  return splitDocuments(text).map(({ start, end }) => text.slice(start, end));
}

test.each<[string, string[]]>([
  ["", []],
  ["# c\n\n", []],
  ["a: 1\n", ["a: 1\n"]],
  ["---\na: 1\n---\nb: 2\n", ["---\na: 1\n", "---\nb: 2\n"]],
  ["a: 1\n---\n# c\n---   # c\nb: 2", ["a: 1\n", "---   # c\nb: 2"]],
  ["a: 1\r\n---\r\nb: 2\r\n", ["a: 1\r\n", "---\r\nb: 2\r\n"]],
  ["a: 1\n--- {b: 2}\n", ["a: 1\n", "--- {b: 2}\n"]],
  ["a: 1\n---b\n----\n", ["a: 1\n---b\n----\n"]],
  ["a: |\n  ---\n", ["a: |\n  ---\n"]],
  ["---\n...\n---\n", []],
  ["\uFEFF# c\n---\na: 1\n---", ["---\na: 1\n"]],
])("%j", (text, expected) => {
  expect(documents(text)).toEqual(expected);
});

test("documents are counted without the empty ones", () => {
  expect(splitDocuments("a\n---\n---\nb\n").map(({ index }) => index)).toEqual([0, 1]);
});
