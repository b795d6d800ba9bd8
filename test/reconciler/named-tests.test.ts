import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** T1 to T48: what controllers like this one have been caught by, each under the same number in the titles of our tests. */
const numbers = Array.from({ length: 48 }, (_, index) => index + 1);

test("each of the 48 faults that such controllers are known for has a test that is named after it", () => {
  const named = new Set<number>();
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".test.ts")) continue;
    const text = readFileSync(join(root, file), "utf8");
    for (const [, title = ""] of text.matchAll(/\b(?:test|it|describe)(?:\.\w+)*\(\s*(["'`].*)/g))
      for (const [, number] of title.matchAll(/\bT(\d{1,2})[bc]?\b/g)) named.add(Number(number));
    // Of tables, the title comes after them.
    for (const [, title = ""] of text.matchAll(/^\s*\]?\)?\(?\s*("T\d.*)$/gm))
      for (const [, number] of title.matchAll(/\bT(\d{1,2})[bc]?\b/g)) named.add(Number(number));
  }
  expect(numbers.filter((number) => !named.has(number))).toEqual([]);
});
