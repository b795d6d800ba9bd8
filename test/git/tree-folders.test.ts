import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { TreeEntry } from "../../src/git/revision.ts";
import { TreeFolders } from "../../src/git/tree-folders.ts";
import { withinCpu } from "../support/within-cpu.ts";

test("a folder has what begins with its name and a slash", () => {
  const path = fc.array(fc.constantFrom("a", "b", "a b", "a-", "a.", "ö", "𝔞"), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(path.map((steps) => steps.join("/"))),
      path.map((steps) => steps.join("/")),
      (paths, folder) => {
        const folders = new TreeFolders(new Map(paths.map((each) => [each, entry(each)])));
        const expected = paths.filter((each) => each.startsWith(`${folder}/`)).sort();
        expect(folders.below(folder)).toEqual(expected);
        expect(folders.has(folder)).toBe(expected.length > 0);
        expect(folders.below(".")).toEqual([...paths].sort());
      },
    ),
  );
});

test("a hundred thousand files are searched a hundred thousand times", async () => {
  const paths = Array.from({ length: 100_000 }, (_, index) => `apps/team-${index % 1000}/f${index}.yaml`);
  const folders = new TreeFolders(new Map(paths.map((each) => [each, entry(each)])));
  // What goes through all files every time takes minutes.
  await withinCpu(5000, () => {
    for (let index = 0; index < 100_000; index++) folders.has(`apps/nothing-${index}`);
  });
});

function entry(path: string): TreeEntry {
  return { path, kind: "file", object: "0", size: 0 };
}
