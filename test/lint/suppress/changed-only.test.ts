import { expect, test } from "vitest";
import { onlyChanged } from "../../../src/lint/suppress/changed-only.ts";
import { looseCache, shown, suppressing } from "./suppressing.ts";

const files = {
  "a.yaml": looseCache("a"),
  "b.yaml": looseCache("b"),
  "c.yaml": looseCache("a").replace(":latest", ":1.12.0"),
};

test("only findings in changed files are left", () => {
  const { findings } = suppressing(files);
  expect(shown(onlyChanged(findings, new Set(["b.yaml"])))).toEqual(["b.yaml:8 warning image-tag-latest"]);
  expect(onlyChanged(findings, new Set())).toEqual([]);
});

test("and those elsewhere that speak of a place in one", () => {
  const { findings } = suppressing(files);
  const left = onlyChanged(findings, new Set(["a.yaml"]));
  expect(shown(left)).toContain("c.yaml:4 error duplicate-resource");
  expect(
    left.every(({ location, related }) =>
      [location, ...related.map((r) => r.location)].some(({ file }) => file === "a.yaml"),
    ),
  ).toBe(true);
});
