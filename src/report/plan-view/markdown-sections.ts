import type { Location, Plan } from "../../plan/plan.ts";
import { code, prose } from "../literal.ts";
import { counted } from "../printable.ts";
import { type Folders, repositoryPath, uriOf } from "../repository-path.ts";
import { shortened } from "../shortened.ts";
import { planTables } from "./plan-tables.ts";
import type { Note, PlanColumn, PlanRow, PlanTable } from "./table.ts";
import { isVerdict, verdictIcons } from "./verdict-words.ts";

/** A part of the report of which rows may be left out. */
export interface MarkdownSection {
  readonly open: string;
  readonly rows: readonly string[];
  /** Rows that were not even written, because those before them fill a report already. */
  readonly unwritten: number;
  readonly close: string;
  leftOut(count: number): string;
}

interface Options extends Folders {
  /** Bytes of a whole report. */
  readonly limit: number;
  readonly sourceUrl?: string | undefined;
  readonly rest?: string | undefined;
}

/** What a reviewer must see is open; the rest is folded. */
const open = new Set(["blockers", "warnings", "advice"]);
/** Workloads that do not fit by themselves stay open too, up to so many. */
const openWorkloads = 12;

export function sectionsOf(plan: Plan, options: Options): MarkdownSection[] {
  return planTables(plan).flatMap((table) => {
    if (open.has(table.id)) return [sectionOf(table, options, "open")];
    if (table.id !== "workloads") return [sectionOf(table, options, "folded")];
    const doubtful = table.rows.filter(({ verdict }) => verdict !== "fits").slice(0, openWorkloads);
    const others = table.rows.slice(doubtful.length);
    const title = doubtful.length > 0 ? `Other ${table.title.toLowerCase()}` : table.title;
    return [
      ...(doubtful.length > 0 ? [sectionOf({ ...table, rows: doubtful }, options, "open")] : []),
      ...(others.length > 0 ? [sectionOf({ ...table, title, rows: others }, options, "folded")] : []),
    ];
  });
}

function sectionOf(table: PlanTable, options: Options, show: "open" | "folded"): MarkdownSection {
  const { title, rows, remark, noun, columns } = table;
  const isList = columns.length === 1;
  const heading = isList ? "" : tableHead(columns);
  const written = rowsUpTo(options.limit, rows, (row) =>
    isList ? bullet(row, options) : tableRow(row, columns, options),
  );
  // Pools and nodes are no sum.
  const count = table.id === "fleet" ? "" : ` (${rows.length})`;
  const below = remark ? `\n${prose(remark)}\n` : "";
  return {
    open:
      show === "open"
        ? `#### ${title}\n\n${heading}`
        : // Markdown inside of HTML begins after an empty line.
          `<details><summary>${table.isMarked ? "⚠️ " : ""}${title}${count}</summary>\n\n${rows.length > 0 ? heading : ""}`,
    rows: written,
    unwritten: rows.length - written.length,
    close: `${below}\n${show === "open" ? "" : "</details>\n\n"}`,
    leftOut: (count) =>
      `\n**… and ${counted(count, `more ${noun}`)}**, for which there is no room here; ${options.rest ?? "`nimops plan --format json` has them all"}\n`,
  };
}

function rowsUpTo(limit: number, rows: readonly PlanRow[], write: (row: PlanRow) => string): string[] {
  const written: string[] = [];
  let left = limit;
  for (const row of rows) {
    if (left < 0) break;
    const text = write(row);
    written.push(text);
    left -= text.length;
  }
  return written;
}

function tableHead(columns: readonly PlanColumn[]): string {
  const headings = [...columns.map(({ heading }) => heading), "notes"];
  const rules = [...columns.map(({ kind }) => (kind === "number" ? "--:" : "---")), "---"];
  return `| ${headings.join(" | ")} |\n|${rules.join("|")}|\n`;
}

function tableRow(row: PlanRow, columns: readonly PlanColumn[], options: Options): string {
  const cells = row.cells.map((cell, index) => {
    const kind = columns[index]?.kind;
    if (kind === "verdict" && isVerdict(cell)) return `${verdictIcons[cell]} ${cell}`;
    if (kind !== "name") return cell === "" ? "" : inCell(cell.startsWith("[") ? code(cell) : prose(cell));
    return inCell(placed(code(shortened(cell, 300)), row.location, options));
  });
  return `| ${[...cells, row.notes.map((note) => inCell(noteText(note))).join("<br>")].join(" | ")} |\n`;
}

function bullet(row: PlanRow, options: Options): string {
  const [name = ""] = row.cells;
  const place = row.location
    ? ` (${placed(code(`${shortened(row.location.file, 500)}:${row.location.line}`), row.location, options)})`
    : "";
  const notes = row.notes.map(noteText);
  return `- ${code(shortened(name, 300))}${place}: ${notes.join("<br>")}\n`;
}

function noteText({ label, text }: Note): string {
  const said = prose(shortened(text, 700));
  return label === "" ? said : `**${prose(shortened(label, 60))}:** ${said}`;
}

/** A pipe would begin the next cell, even within code. */
function inCell(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, "\\|");
}

/** A link to the place, where the repository is shown somewhere and has the file. */
function placed(words: string, location: Location | undefined, { sourceUrl, ...folders }: Options): string {
  if (location === undefined || sourceUrl === undefined) return words;
  const path = repositoryPath(location.file, folders);
  return path === undefined ? words : `[${words}](${sourceUrl}/${uriOf(path)}#L${location.line})`;
}
