import { expect, test } from "vitest";
import { codeFrame } from "../../src/report/code-frame.ts";
import { findingOf, placeOf, sourceOf } from "../support/finding.ts";

const texts = { "a.yaml": "env:\n- {name: KEY, value: hunter2, bogus: 1}\n- tab:\there\n\n" };
const secret = "env:\n- {name: KEY_TOKEN, value: hunter2, bogus: 1}\n";

test("a value under a name that says that it is a secret is painted over, whatever the finding is about", () => {
  const frame = codeFrame(placeOf("a.yaml", 2, 32, 37), sourceOf({ "a.yaml": secret }));
  expect(frame).toContain("- {name: KEY_TOKEN, value: *******, bogus: 1}");
});

test("a character that has no width of its own is shown as a dot", () => {
  const finding = findingOf({ location: placeOf("a.yaml", 3, 8, 12) });
  expect(codeFrame(finding.location, sourceOf(texts))).toBe("3 | - tab:·here\n  |        ^^^^");
});

test("an empty line, or a file that was not read, has no frame", () => {
  const finding = findingOf({ location: placeOf("a.yaml", 4) });
  expect(codeFrame(finding.location, sourceOf(texts))).toBeUndefined();
  expect(codeFrame(placeOf("b.yaml", 1), sourceOf(texts))).toBeUndefined();
});

test("a long line is cut around its place", () => {
  const finding = findingOf({ location: placeOf("a.yaml", 1, 501, 504) });
  const source = sourceOf({ "a.yaml": `${"x".repeat(500)}abc${"y".repeat(500)}` });
  const [line = "", marks = ""] = codeFrame(finding.location, source)?.split("\n") ?? [];
  expect(line.length).toBeLessThanOrEqual(100);
  expect(line.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("abc");
});
