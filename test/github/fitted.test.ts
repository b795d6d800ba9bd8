import fc from "fast-check";
import { expect, test } from "vitest";
import { fitted } from "../../src/github/fitted.ts";

const limit = 2000;

test("what fits stays as it is", () => {
  expect(fitted("```\nopen", limit)).toEqual({ text: "```\nopen", shortened: false });
});

test("a block of code and what is folded are closed, whole lines are kept", () => {
  const { text } = fitted(
    `# Plan\n<details><summary>a</summary>\n\n~~~~diff\n${"+ line\n".repeat(999)}`,
    limit,
  );
  expect(text).toMatch(/\+ line\n~~~~\n\n<\/details>\n\n\*The rest does not fit/);
});

test("a fence in a fence closes nothing", () => {
  const { text } = fitted(`\`\`\`\`text\n\`\`\`\n<details>\n${"line\n".repeat(999)}`, limit);
  expect(text).toMatch(/line\n````\n\n\n\*The rest/);
});

test("a line without end is cut between characters", () => {
  for (const first of ["", "x"]) {
    const { text } = fitted(first + "🧮".repeat(limit), limit);
    expect(text).toMatch(/🧮\n\n\n\*The rest/u);
  }
});

test("whatever it is, it is not too long, begins as it did and has no half character at its cut", () => {
  const piece = fc.constantFrom(
    "<details>",
    "</details>",
    "```",
    "~~~~",
    "`".repeat(300),
    "\n",
    "🧮",
    "text ",
  );
  const markdown = fc.array(piece, { minLength: 500, maxLength: 3000 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(markdown, (whole) => {
      const { text, shortened } = fitted(whole, limit);
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(shortened).toBe(whole.length > limit);
      if (!shortened) return;
      expect(text).toMatch(/has all of it\.\*\n$/);
      expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }),
  );
});
