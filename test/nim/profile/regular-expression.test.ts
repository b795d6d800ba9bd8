import { expect, test } from "vitest";
import { foundByGo, isGoExpression } from "../../../src/nim/profile/regular-expression.ts";

const label = "NVIDIA-H100-80GB-HBM3";

// Each was run with Go's regexp package.
test.each([
  "H100",
  "^NVIDIA-H[0-9]{3}-",
  "(?i)nvidia-h100",
  "(?i:h)100",
  "(?P<gen>H)100",
  "(?<gen>H)100",
  "\\d{2}GB",
  "[[:upper:]]+100",
  "\\pL100",
  "\\AL40S\\z|HBM\\d",
  "\\QH100-\\E",
  "H1(?:0){2}",
  "",
])("finds: %s", (pattern) => {
  expect(foundByGo(pattern, label)).toBe(true);
});

test.each(["h100", "^H100", "HBM3\\b.", "^$", "\\s", "(?i)a100", "\\bH10\\b"])(
  "does not find: %s",
  (pattern) => {
    expect(isGoExpression(pattern)).toBe(true);
    expect(foundByGo(pattern, label)).toBe(false);
  },
);

test.each([
  "H100(?!.*NVL)",
  "H(?=100)",
  "(?<=N)V",
  "(?<!G)H100",
  "(0)\\1",
  "(?>H)100",
  "[",
  "(",
  "H100)",
  "*",
  "a{1001}",
  "\\Z",
  "[[:foo:]]",
  "\\p{Foo}",
  "x**",
])("does not compile, and finds nothing: %s", (pattern) => {
  expect(isGoExpression(pattern)).toBe(false);
  expect(foundByGo(pattern, label)).toBe(false);
});

test("takes no time for what JavaScript would never end", () => {
  expect(foundByGo("(a+)+$", `${"a".repeat(5000)}!`)).toBe(false);
  expect(isGoExpression("a".repeat(20_000))).toBe(false);
});
