import { expect, test } from "vitest";
import { codeFrame } from "../../src/report/code-frame.ts";
import { findingOf, placeOf, sourceOf } from "../support/finding.ts";

const texts = { "a.yaml": "env:\n- {name: KEY, value: hunter2, bogus: 1}\n- tab:\there\n\n" };

test("a confidential finding shows no source", () => {
  const finding = findingOf({ confidential: true, location: placeOf("a.yaml", 1) });
  expect(codeFrame(finding, finding.location, sourceOf(texts))).toBeUndefined();
});

test("a line that one finding calls confidential is shown by no other", () => {
  const secret = findingOf({ confidential: true, location: placeOf("a.yaml", 2, 4, 8) });
  const other = findingOf({ location: placeOf("a.yaml", 2, 32, 37) });
  expect(codeFrame(other, other.location, sourceOf(texts))).toContain("hunter2");
  expect(codeFrame(other, other.location, sourceOf(texts, [secret, other]))).toBeUndefined();
});

test("nor is a line that it points at besides", () => {
  const related = [{ message: "the value", location: placeOf("a.yaml", 2) }];
  const secret = findingOf({ confidential: true, location: placeOf("a.yaml", 1), related });
  const other = findingOf({ location: placeOf("a.yaml", 2) });
  expect(codeFrame(other, other.location, sourceOf(texts, [secret]))).toBeUndefined();
});

test("a character that has no width of its own is shown as a dot", () => {
  const finding = findingOf({ location: placeOf("a.yaml", 3, 8, 12) });
  expect(codeFrame(finding, finding.location, sourceOf(texts))).toBe("3 | - tab:·here\n  |        ^^^^");
});

test("an empty line, or a file that was not read, has no frame", () => {
  const finding = findingOf({ location: placeOf("a.yaml", 4) });
  expect(codeFrame(finding, finding.location, sourceOf(texts))).toBeUndefined();
  expect(codeFrame(finding, placeOf("b.yaml", 1), sourceOf(texts))).toBeUndefined();
});

test("a long line is cut around its place", () => {
  const finding = findingOf({ location: placeOf("a.yaml", 1, 501, 504) });
  const source = sourceOf({ "a.yaml": `${"x".repeat(500)}abc${"y".repeat(500)}` });
  const [line = "", marks = ""] = codeFrame(finding, finding.location, source)?.split("\n") ?? [];
  expect(line.length).toBeLessThanOrEqual(100);
  expect(line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("abc");
});
