import { withoutCredentials } from "../../nim/credential.ts";
import { logLine, printable } from "../printable.ts";
import { shortened } from "../shortened.ts";
import { wrapped } from "../wrapped.ts";
import { rowsLeftOut } from "./left-out.ts";
import type { Note, PlanColumn, PlanRow, PlanTable } from "./table.ts";
import type { PlanStyles } from "./text-styles.ts";
import { isVerdict } from "./verdict-words.ts";

const width = 80;
const indent = "  ";

/** A table in lines of 80 columns; its notes below each row. A name that is too long has a line of its own. */
export function tableText(table: PlanTable, styles: PlanStyles, rows: number): string[] {
  const shownRows = table.rows.slice(0, rows);
  const cells = shownRows.map((row) => row.cells.map((cell) => shown(cell, 400)));
  const headings = table.columns.map(({ heading }) => heading.toUpperCase());
  const widths = widthsOf(table.columns, cells, headings);
  const lineOf = (row: readonly string[]) => rowLines(row, widths, table.columns, styles);
  return [
    styles.strong(table.title),
    ...(table.columns.length > 1 ? lineOf(headings).map((line) => styles.dim(line)) : []),
    ...shownRows.flatMap((row, index) =>
      isSentence(row)
        ? wrapped(`${cells[index]?.[0]}: ${shown(row.notes[0]?.text ?? "", 2000)}`, indent).map(logLine)
        : [...lineOf(cells[index] ?? []), ...notesOf(row).flatMap((each) => noteLines(each, styles))],
    ),
    ...rowsLeftOut(table, table.rows.slice(rows)).flatMap((text) =>
      wrapped(`${text}; --format json has them all`, indent),
    ),
    ...(table.remark ? wrapped(shown(table.remark, 400), indent).map((line) => styles.dim(line)) : []),
  ];
}

/** A name, and what is to be said of it. */
function isSentence({ cells, notes }: PlanRow): boolean {
  return (
    cells.every((cell, index) => index === 0 || cell === "") && notes.length === 1 && notes[0]?.label === ""
  );
}

/** The name gives way first, and has a line of its own where it does not fit; then the last column is cut. */
function widthsOf(
  columns: readonly PlanColumn[],
  rows: readonly (readonly string[])[],
  headings: readonly string[],
): number[] {
  const widths = columns.map((_, index) =>
    Math.max(headings[index]?.length ?? 0, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const narrowest = { name: 20, text: 8, number: 80, verdict: 80 };
  const giving = [columns.findIndex(({ kind }) => kind === "name"), columns.length - 1];
  for (const index of giving) {
    const over = widths.reduce((sum, one) => sum + one + 2, 0) - width;
    const kind = columns[index]?.kind;
    const wanted = widths[index] ?? 0;
    if (over > 0 && kind) widths[index] = Math.max(Math.min(wanted, narrowest[kind]), wanted - over);
  }
  return widths;
}

function rowLines(
  cells: readonly string[],
  widths: readonly number[],
  columns: readonly PlanColumn[],
  styles: PlanStyles,
): string[] {
  const before: string[] = [];
  const parts = cells.map((cell, index) => {
    const room = widths[index] ?? 0;
    const { kind = "text" } = columns[index] ?? {};
    if (kind === "name" && cell.length > room) {
      before.push(indent + cell);
      return " ".repeat(room);
    }
    const cut = shortened(cell, room);
    if (kind === "verdict" && isVerdict(cell)) return styles.verdict[cell](cell) + pad(cell, room);
    return kind === "number" ? pad(cut, room) + cut : cut + pad(cut, room);
  });
  const line = (indent + parts.join("  ")).trimEnd();
  return [...before, ...(line === "" ? [] : [line])].map(logLine);
}

function pad(text: string, room: number): string {
  return " ".repeat(Math.max(0, room - text.length));
}

/** Where a row has nothing else to say, its place is left out too: it may be one of hundreds. */
function notesOf({ notes, location }: PlanRow): readonly Note[] {
  return location && notes.length > 0
    ? [...notes, { label: "at", text: `${location.file}:${location.line}` }]
    : notes;
}

function noteLines({ label, text }: Note, { dim }: PlanStyles): string[] {
  const lead = label === "" ? "" : `${shown(label, 60)}: `;
  const [first = "", ...others] = wrapped(
    lead + shown(text, 2000),
    `${indent}    `,
    `${indent}${indent}    `,
  );
  const painted = lead === "" ? first : first.replace(lead.trimEnd(), (found) => dim(found));
  return [painted, ...others].map(logLine);
}

function shown(text: string, limit: number): string {
  return printable(withoutCredentials(shortened(text, limit)));
}
