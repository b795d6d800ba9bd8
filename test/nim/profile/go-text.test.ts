import { expect, test } from "vitest";
import { equalFold, lowerCase } from "../../../src/nim/profile/go-text.ts";

// Each was run with Go's strings package.
test.each([
  ["FP8", "fp8", true],
  ["TrUe", "true", true],
  ["K", "\u212a", true],
  ["s", "ſ", true],
  ["ß", "ẞ", true],
  ["ß", "ss", false],
  ["I", "ı", false],
  ["i", "İ", false],
  ["Σ", "ς", true],
  ["𐐀", "𐐨", true],
  ["a.c", "abc", false],
  ["", "", true],
  ["", "a", false],
])("%s and %s are equal but for case: %s", (one, other, equal) => {
  expect(equalFold(one, other)).toBe(equal);
  expect(equalFold(other, one)).toBe(equal);
});

test.each([
  ["NVIDIA", "nvidia"],
  ["İ", "i"],
  ["ΑΣ", "ασ"],
  ["ß", "ß"],
  ["ᾼ", "ᾳ"],
])("%s in lower case is %s", (text, lower) => {
  expect(lowerCase(text)).toBe(lower);
});
