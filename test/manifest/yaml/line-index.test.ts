import { expect, test } from "vitest";
import { LineIndex } from "../../../src/manifest/yaml/index.ts";

test("lines end at \\n, \\r\\n and a lone \\r", () => {
  const index = new LineIndex("ab\ncd\r\nef\rgh");
  expect([0, 2, 3, 5, 7, 10, 12, 99].map((offset) => index.position(offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 3 },
    { line: 2, column: 1 },
    { line: 2, column: 3 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
    { line: 4, column: 3 },
    { line: 4, column: 3 },
  ]);
  expect([1, 2, 3, 4, 5].map((line) => index.lineText(line))).toEqual(["ab", "cd", "ef", "gh", ""]);
});

test("a byte order mark takes no column", () => {
  const index = new LineIndex("\uFEFFab\n");
  expect(index.position(1)).toEqual({ line: 1, column: 1 });
  expect(index.position(2)).toEqual({ line: 1, column: 2 });
  expect(index.lineText(1)).toBe("ab");
});

test("columns count UTF-16 code units", () => {
  expect(new LineIndex("🙂x").position(2)).toEqual({ line: 1, column: 3 });
});
