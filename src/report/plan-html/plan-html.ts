import { createHash } from "node:crypto";
import type { Plan } from "../../plan/plan.ts";
import { countsLine, headline, levelTitles } from "../plan-view/headline.ts";
import { planTables } from "../plan-view/plan-tables.ts";
import type { PlanTable } from "../plan-view/table.ts";
import { drawnPools } from "./drawn-pools.ts";
import { filters } from "./filters.ts";
import { fleetMap } from "./fleet-map.ts";
import { marksOf } from "./marks.ts";
import { text } from "./markup.ts";
import { script } from "./script.ts";
import { styleSheet } from "./style-sheet.ts";
import { badge, type LinkOptions, shownRows, tableHtml } from "./table-html.ts";

/**
 * The plans as one page that needs nothing from elsewhere: no script, style, font or picture is asked for, and none but
 * ours runs, whatever names the manifests have.
 */
export function planHtml(plans: readonly Plan[], options: LinkOptions): string {
  let marked = 0;
  const parts = plans.map((plan, index) => {
    const prefix = `p${index}`;
    const tables = planTables(plan);
    const pools = drawnPools(plan, prefix);
    const workloads = tables.find(({ id }) => id === "workloads");
    const marks = marksOf(workloads ? shownRows(workloads) : [], pools, prefix, marked);
    marked += marks.size;
    const bodyOf = (table: PlanTable) =>
      table.id === "fleet" ? fleetMap(pools, marks, prefix) : tableHtml(table, marks, prefix, options);
    return planArticle(plan, tables, prefix, bodyOf, plans.length === 1 ? filters(plans) : "");
  });
  const policy = `default-src 'none'; style-src '${digestOf(styleSheet)}'; script-src '${digestOf(script)}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">',
    `<title>${text(titleOf(plans), 200)}</title>`,
    `<style>${styleSheet}</style>\n</head>\n<body>`,
    `<header><h1>nimops plan</h1>${plans.length === 1 ? "" : clusterList(plans)}</header>\n<main>${plans.length === 1 ? "" : filters(plans)}`,
    ...parts,
    '</main>\n<p id="picked" role="status"></p>',
    `<script>${script}</script>\n</body>\n</html>\n`,
  ].join("\n");
}

function titleOf(plans: readonly Plan[]): string {
  return `nimops plan: ${plans.map(({ cluster, verdict }) => (cluster === undefined ? verdict : `${cluster} ${verdict}`)).join(", ")}`;
}

/** Of several clusters every verdict is told first. */
function clusterList(plans: readonly Plan[]): string {
  const items = plans.map(
    ({ cluster, verdict }, index) =>
      `<li><a href="#p${index}">${text(cluster ?? `plan ${index + 1}`, 200)}</a> ${badge(verdict)}</li>`,
  );
  return `<ul class="clusters">${items.join("")}</ul>`;
}

function planArticle(
  plan: Plan,
  tables: readonly PlanTable[],
  prefix: string,
  bodyOf: (table: PlanTable) => string,
  filter: string,
): string {
  const links = tables.map(({ id, title, rows }) => {
    const count = id === "fleet" ? "" : ` (${rows.length})`;
    return `<li><a href="#${prefix}${id}">${title}${count}</a></li>`;
  });
  const sections = tables.map(
    (table) =>
      `<section class="${table.id}"><h3 id="${prefix}${table.id}">${table.title}</h3>${bodyOf(table)}</section>`,
  );
  const where = plan.cluster === undefined ? "" : `${text(plan.cluster, 200)}: `;
  return `<article id="${prefix}">
<h2>${where}${badge(plan.verdict)}</h2>
<p class="headline">${text(headline(plan))}</p>
<p>${text(countsLine(plan))}</p>
${plan.inventory === undefined ? "" : levelsList(plan)}
<nav aria-label="${text(plan.cluster ?? "parts of the plan", 200)}"><ul>${links.join("")}</ul></nav>
${filter}
${sections.join("\n")}
<p class="digest">digest <code>${text(plan.digest)}</code></p>
</article>`;
}

function levelsList({ levels }: Plan): string {
  const items = levelTitles.map(
    ([title, level]) => `<div><dt>${title}</dt><dd>${badge(levels[level])}</dd></div>`,
  );
  return `<dl class="levels">${items.join("")}</dl>`;
}

function digestOf(source: string): string {
  return `sha256-${createHash("sha256").update(source).digest("base64")}`;
}
