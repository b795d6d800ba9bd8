import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commentsOf } from "../../../src/lint/suppress/comments.ts";
import { withinCpu } from "../../support/within-cpu.ts";

describe("a comment is found", () => {
  test("behind a value and above it, with what it stands at", () => {
    expect(targets("a: 1 # note x\n# note y\nb: 2\n")).toEqual([
      [" x", "a: 1 # note x"],
      [" y", "b: 2"],
    ]);
  });

  test("without a blank behind the #, with several of them, indented", () => {
    expect(targets("#note x\nb: 2\n  ##  note y\nc: 3\n").map(([text]) => text)).toEqual([" x", " y"]);
  });

  test("above other comments and blank lines", () => {
    expect(targets("# note x\n# other\n\n# note y\n\nb: 2\n")).toEqual([
      [" x", "b: 2"],
      [" y", "b: 2"],
    ]);
  });

  test("before, on and behind a document's marker", () => {
    expect(targets("# note x\n--- # note y\n# note z\na: 1\n")).toEqual([
      [" x", "--- # note y"],
      [" y", "--- # note y"],
      [" z", "a: 1"],
    ]);
  });

  test("on the line where a block scalar begins, and behind its end", () => {
    expect(targets("a: | # note x\n  text\n# note y\nb: 2\n").map(([text]) => text)).toEqual([" x", " y"]);
  });

  test("in files with Windows line ends and a byte order mark", () => {
    expect(targets("\uFEFF# note x\r\na: 1\r\nb: 2 # note y\r\n")).toEqual([
      [" x", "a: 1"],
      [" y", "b: 2 # note y"],
    ]);
  });

  test("at the end of a file, with nothing to stand at", () => {
    const [comment] = commentsOf("a: 1\n# note x\n", "note");
    expect(comment?.document).toBeUndefined();
  });
});

describe("no comment is seen", () => {
  test.each([
    ["a literal block scalar", "a: |\n  # note x\n  more\nb: 1\n"],
    ["a folded block scalar that the file ends with", "a: >-\n  text\n  # note x\n"],
    ["a double-quoted string", 'a: "# note x"\n'],
    ["a double-quoted string of several lines", 'a: "one\n  # note x\n  two"\n'],
    ["a single-quoted string", "a: ' # note x'\n"],
    ["a plain string", "a: b# note x\n"],
    ["a key", '"# note x": 1\n'],
    ["JSON", '{"a": "\\t# note x",\n\t"b": 1}\n'],
    ["another word", "a: 1 # noted x\n# note-book y\n# see note z\n"],
    ["a document that cannot be read", "a: [1 # note x\n---\nb: 1\n"],
  ])("in %s", (_, text) => {
    expect(commentsOf(text, "note")).toEqual([]);
  });
});

test("documents that cannot be read do not hide the comments of others", () => {
  expect(targets("a: [1\n---\nb: 1 # note x\n")).toEqual([[" x", "b: 1 # note x"]]);
});

test("any text is scanned without a crash, and every comment begins with a #", () => {
  const piece = fc.constantFrom(
    "# note x",
    "\n",
    "  ",
    "a: ",
    "|\n",
    '"',
    "'",
    "- ",
    "---\n",
    "{",
    "}",
    "\r\n",
    "b",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join("");
      for (const { range } of commentsOf(text, "note")) expect(text.charAt(range.start)).toBe("#");
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["a stack of comments", "# note a: b\n".repeat(40_000)],
  ["one long line", `a: 1 # ${"note ".repeat(100_000)}\n`],
  ["words without a #", "note ".repeat(100_000)],
  ["documents", "---\n# note a\nb: 1\n".repeat(20_000)],
])("half a megabyte of %s takes no longer than a second", async (_, text) => {
  await withinCpu(1000, () => commentsOf(text, "note"));
});

/** What each comment says, and the line that it stands at. */
function targets(text: string): [string, string | undefined][] {
  return commentsOf(text, "note").map(({ text: said, target }) => {
    const from = Math.max(text.lastIndexOf("\n", target - 1), text.lastIndexOf("\r", target - 1)) + 1;
    return [said, text.slice(from).split(/\r?\n/)[0]?.replace("\uFEFF", "")];
  });
}
