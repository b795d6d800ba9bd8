import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Edit } from "../../../src/manifest/edit/edit.ts";
import { editDocument } from "../../../src/manifest/edit/edit-document.ts";
import { withEdits } from "../../../src/manifest/edit/with-edits.ts";
import { readDocument, splitDocuments } from "../../../src/manifest/yaml/index.ts";
import { isMap, type Path, type Value } from "../../../src/nim/value.ts";
import { yamlText } from "../yaml/yaml-text.ts";

const choice = fc.record({
  where: fc.nat(),
  op: fc.constantFrom("remove", "set", "add", "rename" as const),
  value: fc.constantFrom<(string | number | boolean)[]>(
    "text",
    "no",
    "1.10",
    "a: b",
    "it's",
    "{",
    "é\n",
    "",
    8,
    true,
  ),
  key: fc.constantFrom("fresh", "a", "no", "kubernetes.io/os", "x y", "#"),
});

test("whatever the document and the edits, what is made means what it should, and nothing else happens", () => {
  const made = { all: 0, groups: 0 };
  fc.assert(
    fc.property(yamlText, fc.array(choice, { minLength: 1, maxLength: 4 }), (text, choices) => {
      const value = readValue(text);
      const paths = value === undefined ? [] : pathsOf(value, []);
      fc.pre(value !== undefined && paths.length > 0);
      const edits = choices.map(({ where, op, value: written, key }): Edit => {
        const path = paths[where % paths.length] ?? [];
        if (op === "remove") return { op, path };
        if (op === "rename") return { op, path, key };
        return { op: "set", path: op === "add" ? [...path, key] : path, value: written };
      });
      const { text: after, outcomes } = editDocument(
        text,
        edits.map((edit) => [edit]),
      );
      const done = edits.filter((_, index) => outcomes[index] === "made");
      made.all += edits.length;
      made.groups += done.length;
      if (done.length === 0) expect(after).toBe(text);
      else expect(isDeepStrictEqual(readValue(after), withEdits(value, done)), after).toBe(true);
      expect(linesLost(text, after, done), after).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 3000), seed: Number(process.env.SEED ?? 1) },
  );
  // Odd documents and edits that make no sense are among them.
  expect(made.groups / made.all).toBeGreaterThan(0.3);
});

function readValue(text: string): Value | undefined {
  const [range, ...others] = splitDocuments(text);
  if (range === undefined || others.length > 0 || range.start > 0) return undefined;
  const { value, problems } = readDocument(text, range);
  return problems.length === 0 ? value : undefined;
}

function pathsOf(value: Value, path: Path): Path[] {
  const inside = Array.isArray(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  return inside.flatMap(([step, inner]) => [[...path, step], ...pathsOf(inner, [...path, step])]);
}

/** Comment lines are lost only with what they stand in. */
function linesLost(before: string, after: string, made: readonly Edit[]): string[] {
  // In a block scalar, what looks like a comment is text.
  if (made.some(({ op }) => op === "remove") || /[|>]/.test(before)) return [];
  const comments = (text: string): readonly string[] => text.match(/^[ \t]*#.*$/gm) ?? [];
  const left = comments(after);
  return comments(before).filter((comment) => !left.includes(comment));
}
