import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { scalarText } from "../../../src/manifest/edit/scalar-text.ts";
import { readDocument } from "../../../src/manifest/yaml/index.ts";

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.stringMatching(/^[-+.:0-9_eExobAFinaf#,[\]{}?&*!|>'"%@` \t~<=]{0,8}$/),
  fc.constantFrom(
    "yes",
    "NO",
    "on",
    "null",
    "~",
    "",
    " ",
    "<<",
    "=",
    "---",
    "...",
    "1e3",
    "0o7",
    "0x1F",
    "1_0",
    "2026-11-21",
    "1:30",
    ".inf",
    "- a",
    "a: b",
    "a #b",
    "a:",
    "é",
    "\u2028",
  ),
);

test("every reader takes the written text for the text that was meant, wherever it stands", () => {
  fc.assert(
    fc.property(word, fc.constantFrom("plain", "single", "double", "literal" as const), (meant, style) => {
      // Halves of surrogate pairs are no text that a file could hold.
      fc.pre(!/\p{Surrogate}/u.test(meant));
      const texts = [
        `a: ${scalarText(meant, { flow: false, style })} # c\n`,
        `a: ${scalarText(meant, { flow: false, style })}\n`,
        `{a: ${scalarText(meant, { flow: true, style })}, b: 1}\n`,
        `a: [${scalarText(meant, { flow: true, style })}]\n`,
        `- ${scalarText(meant, { flow: false, style })}\n`,
        `${scalarText(meant, { flow: false, style: "plain" })}: 1\n`,
        `{${scalarText(meant, { flow: true, style: "plain" })}: 1}\n`,
      ];
      const values = [
        { a: meant },
        { a: meant },
        { a: meant, b: 1 },
        { a: [meant] },
        [meant],
        ...keyed(meant),
        ...keyed(meant),
      ];
      for (const [index, text] of texts.entries()) {
        const { value, problems } = readDocument(text, { start: 0, end: text.length });
        expect(problems, text).toEqual([]);
        expect(value, text).toEqual(values[index]);
        expect(parse(text), text).toEqual(values[index]);
        expect(parse(text, { version: "1.1", merge: false }), text).toEqual(values[index]);
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 2000) },
  );
});

test("what needs no quotes has none, and what has some keeps them", () => {
  expect(scalarText("nvcr.io/nim/meta:1.0", { flow: false, style: "plain" })).toBe("nvcr.io/nim/meta:1.0");
  expect(scalarText("1.12.0", { flow: true, style: "plain" })).toBe("1.12.0");
  expect(scalarText("a, b", { flow: false, style: "plain" })).toBe("a, b");
  expect(scalarText("text", { flow: false, style: "single" })).toBe("'text'");
  expect(scalarText("text", { flow: false, style: "literal" })).toBe("text");
  expect(scalarText(8, { flow: false, style: "double" })).toBe("8");
});

function keyed(key: string): Record<string, number>[] {
  return [Object.fromEntries([[key, 1]])];
}
