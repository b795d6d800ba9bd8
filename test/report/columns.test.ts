import fc from "fast-check";
import { expect, test } from "vitest";
import { columns } from "../../src/report/columns.ts";

test("columns are as wide as their widest cell, two blanks apart", () => {
  expect(
    columns(
      [
        ["A", "LONGER", "C"],
        ["wide cell", "x", "y"],
      ],
      "  ",
    ),
  ).toEqual(["  A          LONGER  C", "  wide cell  x       y"]);
});

test("the widest gives way where 80 columns are not enough", () => {
  const [line = ""] = columns([["short", "x".repeat(100), "end"]]);
  expect(line).toBe(`short  ${"x".repeat(67)}…  end`);
});

test("no line is longer than 80, whatever the cells", () => {
  const cell = fc.string({ maxLength: 120 });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        for (const line of columns(rows, "  ")) expect(line.length).toBeLessThanOrEqual(80);
      },
    ),
    { numRuns: 300 },
  );
});
