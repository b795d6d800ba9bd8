import { type DrawnPool, drawnPools } from "../../src/report/plan-html/drawn-pools.ts";
import { fleetMap } from "../../src/report/plan-html/fleet-map.ts";
import { type Marks, marksOf } from "../../src/report/plan-html/marks.ts";
import { text } from "../../src/report/plan-html/markup.ts";
import { counted } from "../../src/report/printable.ts";
import type { PageView } from "./page-view.ts";
import type { PublishedRepository, PublishedResource } from "./published-repository.ts";
import { commitCell, markedName, nameCell, stateCell, table, timeCell } from "./resource-rows.ts";
import { stateBadge } from "./state-badge.ts";
import type { State } from "./state-words.ts";

/** All of one repository: how it is, what waits, its caches and services, where they run, its commits. */
export function repositoryArticle(view: PageView, prefix: string): string {
  const { namespace, name, state, resources } = view.repository;
  const full = text(`${namespace}/${name}`, 400);
  // Only the page of all is ever too long, and this leads on from there. The API server lets no other names be than paths can have.
  const rest = view.isShort
    ? `<p><a href="repositories/${full}">${counted(resources.length, "resource")} of ${full}</a></p>`
    : partsOf(view, prefix, full);
  return `<article id="${prefix}">
<h2><bdi>${full}</bdi> ${stateBadge(state)}</h2>
${factsOf(view.repository)}
${rest}
</article>`;
}

function partsOf({ repository, fleet }: PageView, prefix: string, full: string): string {
  const { resources } = repository;
  const isCache = ({ kind }: PublishedResource) => kind === "NIMCache";
  const caches = resources.filter(isCache);
  const services = resources.filter((resource) => !isCache(resource));
  const pools = fleet ? drawnPools({ fleet: fleet.pools }, prefix) : [];
  const rows = services.map((about) => ({ about, cells: [], notes: [] }));
  const marks = marksOf(rows, pools, prefix, 0);
  const parts: Part[] = [
    { id: "waiting", title: "What waits", body: waiting(resources) },
    { id: "caches", title: "Caches", body: cachesTable(caches, marks) },
    { id: "services", title: "Services", body: servicesTable(services, marks, prefix) },
    { id: "fleet", title: "Fleet", body: fleetBody(pools, marks, prefix, fleet?.isLive === true) },
    { id: "commits", title: "Commits", body: commits(repository) },
  ];
  const filled = parts.filter(({ body }) => body !== "");
  const links = filled.map(({ id, title }) => `<li><a href="#${prefix}${id}">${title}</a></li>`);
  const sections = filled.map(
    ({ id, title, body }) => `<section class="${id}"><h3 id="${prefix}${id}">${title}</h3>${body}</section>`,
  );
  return `<nav aria-label="Parts of ${full}"><ul>${links.join("")}</ul></nav>
${sections.join("\n")}`;
}

interface Part {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

function factsOf({ counts, others, revision, conditions, findings }: PublishedRepository): string {
  const ready = conditions.find(({ type }) => type === "Ready");
  const unlisted =
    others.total === 0 ? "" : ` (${others.ready} of ${others.total} of them not listed by name)`;
  const told = (["error", "warning"] as const).flatMap((severity) =>
    findings[severity] === 0 ? [] : [counted(findings[severity], severity)],
  );
  const facts: readonly (readonly [string, string])[] = [
    ["Ready", `${counts.ready} of ${counts.total}${unlisted}`],
    ["Newest commit", commitCell(revision.attempted)],
    ["Applied", commitCell(revision.applied)],
    ["Healthy", commitCell(revision.healthy)],
    [ready?.status === "True" ? "Ready since" : "Not ready since", timeCell(ready?.since)],
    ["Findings", told.join(", ")],
  ];
  const items = facts.flatMap(([title, value]) =>
    value === "" ? [] : [`<div><dt>${title}</dt><dd>${value}</dd></div>`],
  );
  return `<dl class="facts">${items.join("")}</dl>`;
}

function waiting(resources: readonly PublishedResource[]): string {
  const rows = resources.filter(
    ({ waitsFor, waitsForOthers, state }) =>
      waitsFor.length + waitsForOthers > 0 || state.words === "waiting" || state.words === "blocked",
  );
  if (rows.length === 0) return "";
  return table("What waits, for what and why", rows, [
    { heading: "resource", cell: nameCell },
    { heading: "waits for", cell: waitsForCell },
    { heading: "why", cell: ({ why = "" }) => text(why, 100) },
    { heading: "since", cell: ({ since }) => timeCell(since) },
  ]);
}

function waitsForCell({ waitsFor, waitsForOthers }: PublishedResource): string {
  const named = waitsFor.map((id) => `<li>${nameCell(id)}</li>`);
  const others =
    waitsForOthers === 0 ? "" : `<li>${counted(waitsForOthers, "resource")} not listed by name</li>`;
  return named.length + waitsForOthers === 0 ? "" : `<ul class="waits">${named.join("")}${others}</ul>`;
}

function cachesTable(caches: readonly PublishedResource[], marks: Marks): string {
  if (caches.length === 0) return "";
  return table("Caches and how far they are filled", caches, [
    { heading: "cache", cell: (cache) => markedName(cache, marks) },
    { heading: "state", cell: stateCell },
    { heading: "since", cell: ({ since }) => timeCell(since) },
    { heading: "commit", cell: ({ revision }) => commitCell(revision) },
  ]);
}

function servicesTable(services: readonly PublishedResource[], marks: Marks, prefix: string): string {
  if (services.length === 0) return "";
  return table(
    "Services, pipelines and builds",
    services,
    [
      { heading: "service", cell: (service) => markedName(service, marks) },
      { heading: "state", cell: stateCell },
      { heading: "since", cell: ({ since }) => timeCell(since) },
      { heading: "commit", cell: ({ revision }) => commitCell(revision) },
    ],
    // Where the map's links lead.
    (_, index) => `${prefix}w${index}`,
  );
}

function fleetBody(pools: readonly DrawnPool[], marks: Marks, prefix: string, isLive: boolean): string {
  if (pools.length === 0) return "";
  const words = isLive
    ? "Where pods run now. Nodes are numbered, and what is not listed by name is held by others."
    : "Planned: where the pods have room together. Nodes are numbered, and what is not listed by name is held by others.";
  return `<p>${words}</p>${fleetMap(pools, marks, prefix)}`;
}

function commits({ history }: PublishedRepository): string {
  if (history.length === 0) return "";
  return table("The last commits, the newest first", history, [
    { heading: "commit", cell: ({ revision }) => commitCell(revision) },
    { heading: "outcome", cell: ({ outcome }) => stateBadge(outcomes[outcome]) },
    { heading: "seen", cell: ({ startedAt }) => timeCell(startedAt) },
    { heading: "settled", cell: ({ endedAt }) => timeCell(endedAt) },
  ]);
}

const outcomes: Readonly<Record<PublishedRepository["history"][number]["outcome"], State>> = {
  Healthy: { tone: "good", words: "healthy" },
  Applied: { tone: "busy", words: "applied" },
  Progressing: { tone: "busy", words: "in progress" },
  Stalled: { tone: "bad", words: "stalled" },
  Superseded: { tone: "none", words: "superseded" },
};
