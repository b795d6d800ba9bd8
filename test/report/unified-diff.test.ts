import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { unifiedDiff } from "../../src/report/unified-diff.ts";
import { withinCpu } from "../support/within-cpu.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-diff-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("shows the lines that changed, with three around them", () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  const after = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n";
  expect(unifiedDiff("a/b.yaml", before, after)).toBe(
    [
      "--- a/a/b.yaml",
      "+++ b/a/b.yaml",
      "@@ -2,7 +2,7 @@",
      " 2",
      " 3",
      " 4",
      "-5",
      "+five",
      " 6",
      " 7",
      " 8",
      "",
    ].join("\n"),
  );
});

test("changes that are far apart are hunks of their own", () => {
  const before = Array.from({ length: 20 }, (_, line) => `${line}\n`).join("");
  const after = before.replace("2\n", "").replace("18\n", "18\nnew\n");
  const hunks = unifiedDiff("f", before, after).match(/^@@.*@@$/gm);
  expect(hunks).toEqual(["@@ -1,6 +1,5 @@", "@@ -17,4 +16,5 @@"]);
});

test("says where the last line has no line break", () => {
  expect(unifiedDiff("f", "a\nb", "a\nb\n")).toBe(
    "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n",
  );
});

test("equal texts have no diff", () => {
  expect(unifiedDiff("f", "a\n", "a\n")).toBe("");
});

test("a path with odd characters cannot pass for a line of the diff", () => {
  expect(unifiedDiff("a\n+++ b", "", "x\n").split("\n")[1]).toBe('+++ "b/a\\012+++ b"');
});

const line = fc.constantFrom("a", "b", "c", "", " d", "-e", "+f", "é", "g\r");
const text = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, ended]) => lines.join("\n") + (ended && lines.length > 0 ? "\n" : ""));

test("git applies every diff", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== "" && after !== "" && before !== after);
      expect(applied("file", before, unifiedDiff("file", before, after))).toBe(after);
    }),
    { numRuns: 60 },
  );
});

test("also that of a file with a blank, a quote and an accent in its name", () => {
  for (const name of ["a b", 'a"b', "é c", "a\tb"]) {
    expect(applied(name, "a\nb\n", unifiedDiff(name, "a\nb\n", "b\n")), name).toBe("b\n");
  }
});

test("a text that is new from top to bottom is told in moderate time", async () => {
  const before = Array.from({ length: 5000 }, (_, index) => `old ${index}\n`).join("");
  const after = Array.from({ length: 5000 }, (_, index) => `new ${index}\n`).join("");
  const diff = await withinCpu(5000, () => unifiedDiff("f", before, after));
  expect(diff.split("\n").length).toBe(10_004);
});

function applied(name: string, before: string, diff: string): string {
  const file = join(folder, name);
  writeFileSync(file, before);
  execFileSync("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", "-"], { cwd: folder, input: diff });
  return readFileSync(file, "utf8");
}
