import type { Mark, Marks } from "../../src/report/plan-html/marks.ts";
import { text } from "../../src/report/plan-html/markup.ts";
import { resourceKey } from "../../src/report/plan-view/resource-label.ts";
import { filledText } from "../repository/filled-text.ts";
import type { ResourceId } from "../repository/types.ts";
import type { PublishedResource } from "./published-repository.ts";
import { stateBadge } from "./state-badge.ts";

/** A column of a table: its heading, and what stands in it. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
}

/** The caption says it to those who do not see the heading above; roles are said since phones show rows as blocks. */
export function table<Row>(
  caption: string,
  rows: readonly Row[],
  [name, ...columns]: readonly [Column<Row>, ...Column<Row>[]],
  idOf: (row: Row, index: number) => string | undefined = () => undefined,
): string {
  const head = [name, ...columns].map(({ heading }) => `<th role="columnheader" scope="col">${heading}</th>`);
  const body = rows.map((row, index) => {
    const cells = columns.map(({ heading, cell }) => {
      return `<td role="cell" data-h="${heading}">${cell(row)}</td>`;
    });
    const id = idOf(row, index);
    const own = id === undefined ? "" : ` id="${id}"`;
    return `<tr role="row"${own}><th role="rowheader" scope="row">${name.cell(row)}</th>${cells.join("")}</tr>`;
  });
  return `<table role="table"><caption class="said">${caption}</caption><thead role="rowgroup"><tr role="row">${head.join("")}</tr></thead><tbody role="rowgroup">${body.join("")}</tbody></table>`;
}

export function nameCell({ kind, namespace, name }: ResourceId): string {
  return `${kind} <bdi>${text(`${namespace}/${name}`, 400)}</bdi>`;
}

/** With the letter that it has on the map, which leads to its first node. */
export function markedName(resource: ResourceId, marks: Marks): string {
  const mark: Mark | undefined = marks.get(resourceKey(resource));
  if (mark?.node === undefined) return nameCell(resource);
  const swatch = `<span class="pod ${mark.style}" aria-hidden="true"><i>${mark.letters}</i></span>`;
  return `${swatch} <a href="#${mark.node}">${nameCell(resource)}</a>`;
}

export function stateCell({ kind, state, why, bytes }: PublishedResource): string {
  if (kind === "NIMCache" && state.tone === "busy" && bytes?.total !== undefined)
    return `${stateBadge(state)}${progressBar(bytes.cached, bytes.total)}`;
  const isPlain = why === undefined || state.tone === "good" || state.words === "starting";
  return `${stateBadge(state)}${isPlain ? "" : `<div>${text(why, 100)}</div>`}`;
}

function progressBar(cached: number, total: number): string {
  const percent = total > 0 ? Math.min(100, Math.floor((100 * cached) / total)) : 0;
  const words = `${filledText({ cached, total })} downloaded`;
  return `<progress max="100" value="${percent}" aria-label="${words}">${percent}%</progress>`;
}

/** A moment of the API server's, in UTC; nothing for what is none. */
export function timeCell(moment: string | undefined): string {
  const date = new Date(moment ?? "");
  if (Number.isNaN(date.getTime())) return "";
  const iso = date.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

/** As much of it as tells commits apart. */
export function commitCell(commit: string | undefined): string {
  return commit === undefined ? "" : `<code>${text(commit.slice(0, 12), 12)}</code>`;
}
