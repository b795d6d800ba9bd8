import fc from "fast-check";
import { expect, it } from "vitest";
import { compareVersions, versionOfTag, versionRange } from "../../../reconciler/source/semver-range.ts";

it.each([
  [">=1.2.0 <2.0.0", ["1.2.0", "1.99.9"], ["1.1.9", "2.0.0", "2.0.0-rc.1", "1.5.0-rc.1"]],
  [">= 1.2.0  < 2.0.0", ["1.2.0"], ["2.0.0"]],
  ["^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0", "2.0.0-alpha"]],
  ["^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0", "1.0.0"]],
  ["^0.0.3", ["0.0.3"], ["0.0.4"]],
  ["^0", ["0.9.9"], ["1.0.0"]],
  ["~1.2.3", ["1.2.3", "1.2.9"], ["1.3.0"]],
  ["~1", ["1.9.9"], ["2.0.0"]],
  ["1.2", ["1.2.0", "1.2.9"], ["1.3.0", "1.1.9"]],
  ["1.x", ["1.0.0", "1.9.9"], ["2.0.0"]],
  ["v1.2.3", ["1.2.3", "v1.2.3"], ["1.2.4"]],
  ["*", ["0.0.0", "99.0.0"], ["1.0.0-rc.1"]],
  [">1", ["2.0.0"], ["1.9.9"]],
  ["<=1.2", ["1.2.9"], ["1.3.0"]],
  ["<1.2", ["1.1.9"], ["1.2.0", "1.2.0-rc.1"]],
  ["1.0.0 || ^2.0.0", ["1.0.0", "2.3.4"], ["1.0.1", "3.0.0"]],
  [">=1.2.0-rc.1", ["1.2.0-rc.2", "1.2.0", "3.0.0"], ["1.2.0-beta", "1.3.0-rc.1"]],
])("%s lets through %j, not %j", (range, inside, outside) => {
  const fits = versionRange(range);
  const results = (tags: readonly string[]) =>
    tags.filter((tag) => {
      const version = versionOfTag(tag);
      return version !== undefined && fits?.(version) === true;
    });
  expect(results(inside)).toEqual(inside);
  expect(results(outside)).toEqual([]);
});

it("what is no range has none", () => {
  for (const text of ["", "latest", "1.2.3.4", ">=", "1.2.3 -", "^1.x-rc", "=>1", "|| 1", "1".repeat(300)]) {
    expect([text, versionRange(text)]).toEqual([text, undefined]);
  }
});

it("a version without numbers is no version", () => {
  for (const tag of ["latest", "1", "1.2", "v1.2.3.4", "release-1.2.3", "1.2.3-", ""]) {
    expect([tag, versionOfTag(tag)]).toEqual([tag, undefined]);
  }
});

it("versions are in the order of semver.org", () => {
  const order = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.10.0",
    "2.0.0",
  ];
  const versions = order.map((tag) => versionOfTag(tag) ?? { numbers: [0, 0, 0] as const, pre: [] });
  fc.assert(
    fc.property(fc.nat(10), fc.nat(10), (a, b) => {
      const [one, other] = [versions[a], versions[b]];
      if (!one || !other) throw new Error("out of the list");
      expect(Math.sign(compareVersions(one, other))).toBe(Math.sign(a - b));
    }),
  );
});
