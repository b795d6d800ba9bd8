import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapped } from "../../src/report/wrapped.ts";

test("no line is longer than 80 columns, behind whichever indent, and no word is lost", () => {
  const word = fc.stringMatching(/^[a-z]{1,20}$/);
  const indent = fc.integer({ min: 0, max: 20 }).map((count) => " ".repeat(count));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), indent, indent, (words, first, hanging) => {
      const lines = wrapped(words.join(" "), first, hanging);
      for (const [index, line] of lines.entries()) {
        expect(line.length).toBeLessThanOrEqual(80);
        expect(line.startsWith(index === 0 ? first : hanging)).toBe(true);
      }
      expect(lines.map((line) => line.trim()).join(" ")).toBe(words.join(" "));
    }),
  );
});

test("a word that is too long has a line of its own", () => {
  expect(wrapped(`a ${"b".repeat(90)} c`, "  ")).toEqual(["  a", `  ${"b".repeat(90)}`, "  c"]);
});
