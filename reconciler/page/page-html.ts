import { createHash } from "node:crypto";
import { text } from "../../src/report/plan-html/markup.ts";
import { styleSheet as planStyleSheet } from "../../src/report/plan-html/style-sheet.ts";
import { counted } from "../../src/report/printable.ts";
import { pageStyle } from "./page-style.ts";
import type { PageView } from "./page-view.ts";
import type { PublishedRepository } from "./published-repository.ts";
import { repositoryArticle } from "./repository-article.ts";
import { stateBadge } from "./state-badge.ts";

/**
 * The status page: all that it needs is in it, and no script. It has no clock either, so that it is the same, to the byte, for
 * as long as nothing changes.
 */
export function pageHtml(views: readonly PageView[], { isStale }: { readonly isStale: boolean }): string {
  const repositories = views.map(({ repository }) => repository);
  const clusters = [...new Set(repositories.flatMap(({ cluster }) => cluster ?? []))];
  const title = ["Models", ...clusters].join(" · ");
  const articles = views.map((view, index) => repositoryArticle(view, `r${index}`));
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${metaPolicy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">',
    `<title>${text(headline(repositories), 200)} · ${text(title, 200)}</title>`,
    `<style>${styleSheet}</style>\n</head>\n<body>`,
    `<header><h1>${text(title, 200)}</h1>${summaryOf(repositories, isStale)}</header>\n<main>`,
    ...articles,
    '</main>\n<footer><p>Made by nimops. <a href="">Load again</a> for what is new.</p></footer>\n</body>\n</html>\n',
  ].join("\n");
}

const styleSheet = `${planStyleSheet}${pageStyle}`;
const metaPolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(styleSheet).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** The same as a header, which can say more. */
export const pagePolicy = `${metaPolicy}; frame-ancestors 'none'`;

/** `12 of 14 ready`. */
function headline(repositories: readonly PublishedRepository[]): string {
  const sum = (of: "ready" | "total") => repositories.reduce((all, { counts }) => all + counts[of], 0);
  return `${sum("ready")} of ${sum("total")} ready`;
}

function summaryOf(repositories: readonly PublishedRepository[], isStale: boolean): string {
  const stale = isStale
    ? '<p class="stale" role="status">The cluster cannot be asked at the moment: this is what was known last.</p>'
    : "";
  if (repositories.length === 1) return stale;
  const items = repositories.map(
    ({ namespace, name, state }, index) =>
      `<li><a href="#r${index}"><bdi>${text(`${namespace}/${name}`, 400)}</bdi></a> ${stateBadge(state)}</li>`,
  );
  const words = `${headline(repositories)} in ${counted(repositories.length, "repository").replace(/ys$/, "ies")}`;
  return `${stale}<p class="headline">${words}</p><nav aria-label="Repositories"><ul class="clusters">${items.join("")}</ul></nav>`;
}
