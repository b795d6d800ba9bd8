import type { Location } from "../../plan/plan.ts";
import { rowsLeftOut } from "../plan-view/left-out.ts";
import { resourceKey } from "../plan-view/resource-label.ts";
import type { Note, PlanColumn, PlanRow, PlanTable } from "../plan-view/table.ts";
import { isVerdict, type verdictIcons } from "../plan-view/verdict-words.ts";
import { type Folders, repositoryPath, uriOf } from "../repository-path.ts";
import type { Mark, Marks } from "./marks.ts";
import { sentence, text } from "./markup.ts";

export interface LinkOptions extends Folders {
  /** Where the repository's files are shown, such as https://github.com/owner/name/blob/SHA. */
  readonly sourceUrl?: string | undefined;
}

/** Rows that are shown of a table. */
export function shownRows({ rows }: PlanTable): readonly PlanRow[] {
  return rows.slice(0, mostRows);
}

/** More rows make a page that no browser likes. */
const mostRows = 2000;

/** A part of the plan as a table, or as a list where there is nothing to put in columns. */
export function tableHtml(table: PlanTable, marks: Marks, prefix: string, options: LinkOptions): string {
  const rows = shownRows(table);
  const isList = table.columns.length === 1;
  const body = isList
    ? `<ul class="list">${rows.map((row) => listItem(row, options)).join("")}</ul>`
    : tableOf(table, rows, marks, prefix, options);
  const left = rowsLeftOut(table, table.rows.slice(mostRows)).map(
    (words) => `<p>${text(words)}; the JSON report has them all</p>`,
  );
  const remark = table.remark ? `<p class="remark">${text(table.remark)}</p>` : "";
  return (rows.length > 0 ? body : "") + left.join("") + remark;
}

function tableOf(
  { id, columns }: PlanTable,
  rows: readonly PlanRow[],
  marks: Marks,
  prefix: string,
  options: LinkOptions,
): string {
  const hasNotes = rows.some(({ notes }) => notes.length > 0);
  const headed = [...columns, ...(hasNotes ? [{ heading: "notes", kind: "text" } as const] : [])];
  const head = headed.map(({ heading, kind }) => {
    const style = kind === "number" ? ' class="number"' : "";
    return `<th role="columnheader" scope="col"${style}>${heading}</th>`;
  });
  const body = rows.map((row) => {
    const mark = id === "workloads" && row.about ? marks.get(resourceKey(row.about)) : undefined;
    const cells = row.cells.map((cell, index) => cellOf(cell, columns[index], row, mark, options));
    const notes = hasNotes
      ? `<td role="cell" class="notes" data-h="notes">${notesOf(row, id !== "workloads" || row.verdict !== "fits")}</td>`
      : "";
    return `<tr role="row"${attributesOf(row, mark)}>${cells.join("")}${notes}</tr>`;
  });
  return `<table role="table" aria-labelledby="${prefix}${id}"><thead role="rowgroup"><tr role="row">${head.join("")}</tr></thead><tbody role="rowgroup">${body.join("")}</tbody></table>`;
}

function attributesOf({ about, verdict }: PlanRow, mark: Mark | undefined): string {
  return [
    mark?.row === undefined ? "" : ` id="${mark.row}" data-w="${mark.id}"`,
    about === undefined ? "" : ` data-n="${text(about.namespace, 253)}"`,
    verdict === undefined ? "" : ` data-v="${verdict}"`,
  ].join("");
}

function cellOf(
  cell: string,
  { kind, heading }: PlanColumn = { kind: "text", heading: "" },
  row: PlanRow,
  mark: Mark | undefined,
  options: LinkOptions,
): string {
  if (kind === "name") {
    const place = row.location ? `<br>${placeOf(row.location, options)}` : "";
    return `<th role="rowheader" scope="row">${named(cell, mark)}${place}</th>`;
  }
  const shown = isVerdict(cell) ? badge(cell) : text(cell, kind === "number" ? 24 : 400);
  const style = kind === "number" ? ' class="number"' : "";
  return `<td role="cell"${style} data-h="${heading}">${shown}</td>`;
}

/** A verdict with a sign beside its colour. */
export function badge(verdict: keyof typeof verdictIcons): string {
  return `<span class="verdict ${verdict}"><span aria-hidden="true">${signs[verdict]}</span> ${verdict}</span>`;
}

const signs = {
  fits: "✓",
  "fits-if-packed": "!",
  contended: "✗",
  "does-not-fit": "✗",
  unknown: "?",
} as const;

function named(name: string, mark: Mark | undefined): string {
  const words = text(name, 400);
  if (!mark) return words;
  const swatch = `<span class="pod ${mark.style}" aria-hidden="true"><i>${mark.letters}</i></span> `;
  return mark.node === undefined
    ? swatch + words
    : `${swatch}<a href="#${mark.node}" data-k="${mark.id}">${words}</a>`;
}

function listItem(row: PlanRow, options: LinkOptions): string {
  const place = row.location ? ` ${placeOf(row.location, options)}` : "";
  const name = `<b>${text(row.cells[0] ?? "", 400)}</b>`;
  const [only, ...others] = row.notes;
  return only?.label === "" && others.length === 0
    ? `<li>${name}${place}: ${sentence(only.text)}</li>`
    : `<li>${name}${place}${notesOf(row, true)}</li>`;
}

function placeOf(location: Location, { sourceUrl, ...folders }: LinkOptions): string {
  const words = `<code>${text(`${location.file}:${location.line}`, 500)}</code>`;
  const path = repositoryPath(location.file, folders);
  if (path === undefined || sourceUrl === undefined || !/^https?:\/\//.test(sourceUrl)) return words;
  return `<a rel="noreferrer" href="${text(`${sourceUrl}/${uriOf(path)}#L${location.line}`, 4000)}">${words}</a>`;
}

function notesOf({ notes }: PlanRow, isOpen: boolean): string {
  if (notes.length === 0) return "";
  const [only] = notes;
  const list =
    notes.length === 1 && only?.label === ""
      ? `<p>${sentence(only.text)}</p>`
      : `<ul>${notes.map((note) => `<li>${noteText(note)}</li>`).join("")}</ul>`;
  return isOpen ? list : `<details><summary>${notes.length} more</summary>${list}</details>`;
}

function noteText({ label, text: said }: Note): string {
  return label === "" ? sentence(said) : `<b>${text(label, 60)}:</b> ${sentence(said)}`;
}
