import { shortened } from "./shortened.ts";

/**
 * Rows in columns that are two blanks apart, at most 80 characters wide: where they would be wider, the widest column
 * gives way. The first row is the heading.
 */
export function columns(rows: readonly (readonly string[])[], indent = ""): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  const room = 80 - indent.length - 2 * (count - 1);
  for (let over = sum(widths) - room; over > 0; over = sum(widths) - room) {
    const widest = widths.indexOf(Math.max(...widths));
    const next = Math.max(0, ...widths.filter((_, index) => index !== widest));
    const width = widths[widest] ?? 0;
    if (width <= 4) break;
    widths[widest] = Math.max(4, width - Math.max(1, Math.min(over, width - next)));
  }
  return rows.map((row) => {
    const cells = row.map((cell, index) => shortened(cell, widths[index] ?? 0).padEnd(widths[index] ?? 0));
    return `${indent}${cells.join("  ")}`.trimEnd();
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
