import { beforeAll, describe, expect, test } from "vitest";
import { loadRecovery, readDocument } from "../../../src/manifest/yaml/index.ts";

beforeAll(loadRecovery);

const manifest = `apiVersion: v1
kind: A
spec:
  image:
    tag: 1.12.0
  name: "a b"
`;

describe("one mistake is one problem, told where it was made", () => {
  test.each([
    ["an unclosed quote, with another quote below", "1.12.0", '"1.12.0', '"1.12.0', "is not closed"],
    ["an unclosed single quote", "1.12.0", "'1.12.0", "'1.12.0", "the closing ' is missing"],
    ["an unclosed bracket", "1.12.0", "[1.12.0", "[", "this [ is not closed"],
    ["a tab", "    tag", "\ttag", "\t", "a tab cannot be indentation"],
    [
      "a merge conflict",
      "    tag: 1.12.0\n",
      "<<<<<<< HEAD\n    tag: 1.12.0\n=======\n    tag: 2\n>>>>>>> b\n",
      "<<<<<<< HEAD",
      "a merge conflict is not resolved",
    ],
    ["a forgotten ---", '  name: "a b"\n', "apiVersion: v1\nkind: B\n", "apiVersion", "without a line `---`"],
    ["text at the wrong depth", "  name:", " name:", "name", "is expected here"],
  ])("%s", (_, before, after, place, message) => {
    const text = manifest.replace(before, after);
    const { problems } = readDocument(text, { start: 0, end: text.length });
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    const [problem] = problems;
    expect(text.slice(problem?.range.start, problem?.range.end)).toContain(place);
  });

  test("several mistakes are still several problems", () => {
    const text = "a: b: c\nd: 'x' y\ne: @f\n";
    expect(readDocument(text, { start: 0, end: text.length }).problems).toHaveLength(3);
  });

  test("a duplicate key alone is no forgotten ---", () => {
    const text = "kind: A\nkind: B\n";
    expect(readDocument(text, { start: 0, end: text.length }).problems).toMatchObject([
      { code: "duplicate-key" },
    ]);
  });
});
