import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { jsonList, yamlStream } from "../../src/commands/object-list.ts";

const commands = [
  "::error::",
  "##[error]",
  "##[add-mask]",
  "##vso[task.complete]",
  "##teamcity[x]",
  "\u202e",
];
const text = fc
  .array(fc.constantFrom(...commands, "\n", "\r", "\t", " ", "a", "word ".repeat(20), "'", '"', "#", ":"), {
    maxLength: 8,
  })
  .map((parts) => parts.join(""));
const object = fc.record({ kind: fc.constantFrom("A", ...commands), b: fc.array(text, { maxLength: 3 }) });

/** What the runners of GitHub, Azure and TeamCity obey, and what a terminal does not show. */
const unsafe = /^\s*::|##\w*\[|[\x7f-\x9f\u202e]/m;

describe("objects become text that no runner obeys and no terminal hides, and that means the same", () => {
  test("as JSON", () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 3 }), (objects) => {
        const written = jsonList(objects);
        expect(written).not.toMatch(unsafe);
        expect(JSON.parse(written)).toEqual({ apiVersion: "v1", kind: "List", items: objects });
      }),
    );
  });

  test("as YAML", () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 3 }), (objects) => {
        const written = yamlStream(objects);
        expect(written).not.toMatch(unsafe);
        expect(parseAllDocuments(written, { version: "1.1" }).map((each) => each.toJS())).toEqual(objects);
      }),
    );
  });
});

test.each([
  ["a line of its own", "x\n::error::y"],
  ["a line that folding makes", `${"x".repeat(85)} ::error::y`],
  ["anywhere, in the older form", "x ##[error]y"],
])("a command in %s makes its document JSON, and no other", (_, value) => {
  const written = yamlStream([{ a: "plain" }, { a: value }]);
  expect(written).toMatch(/^---\na: plain\n---\n\{\n {2}"a": "/);
  expect(written).not.toMatch(unsafe);
});

test("large integers keep their digits", () => {
  expect(jsonList([{ a: 9007199254740993n }])).toContain('"a": 9007199254740993');
});
