import { createHash } from "node:crypto";
import { askedPage } from "./asked-page.ts";
import { badgeOf } from "./badge.ts";
import { badgeJson } from "./badge-json.ts";
import { badgeSvg } from "./badge-svg.ts";
import { pageHtml, pagePolicy } from "./page-html.ts";
import type { PageView } from "./page-view.ts";
import type { PublishedFleet } from "./published-fleet.ts";
import type { Publication, PublishedRepositories } from "./published-repositories.ts";

export interface PageAnswer {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
  /** Content-Security-Policy. */
  readonly policy: string;
}

export interface PageSources {
  readonly repositories: PublishedRepositories;
  /** The map of one; undefined where it is not known here. */
  readonly fleetOf: (publication: Publication) => PublishedFleet | undefined;
  /** Whether what is known may be of before: nobody tells us of changes at the moment. */
  readonly isStale: () => boolean;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Answers, each made at most once a second however often it is asked for. Undefined for what is not there, or not to be seen. */
export function pageAnswers({ repositories, fleetOf, isStale, now }: PageSources) {
  const made = new Map<string, { readonly at: number; readonly answer: PageAnswer | undefined }>();
  return (url: string): PageAnswer | undefined => {
    const asked = askedPage(url);
    if (asked === undefined) return undefined;
    const key = JSON.stringify(asked);
    const known = made.get(key);
    if (known && now() - known.at < keptFor) return known.answer;
    const answer = asked.as === "badge" ? badgeAnswer(asked) : pageAnswer(asked.only);
    // What is not there costs nothing, and may be asked for under any name.
    if (answer === undefined) return undefined;
    if (made.size >= mostKept) made.clear();
    made.set(key, { at: now(), answer });
    return answer;
  };

  function badgeAnswer({ format, badge: asked }: Extract<ReturnType<typeof askedPage>, { as: "badge" }>) {
    const publication = repositories.find(asked.namespace, asked.name);
    const found = publication && badgeOf(publication.repository, asked);
    if (!found) return undefined;
    const badge = isStale() ? { ...found, ...unknown } : found;
    return format === "svg"
      ? answerOf("image/svg+xml; charset=utf-8", badgeSvg(badge), nothingRuns)
      : answerOf("application/json; charset=utf-8", badgeJson(badge), nothingRuns);
  }

  function pageAnswer(only: { readonly namespace: string; readonly name: string } | undefined) {
    const found = only ? [repositories.find(only.namespace, only.name)] : repositories.all();
    let rows = 0;
    const views = found.flatMap((publication): PageView[] => {
      if (!publication?.repository.page) return [];
      const { repository } = publication;
      rows += repository.resources.length;
      if (only === undefined && rows > mostRows) return [{ repository, isShort: true }];
      const fleet = fleetOf(publication);
      rows += fleet?.pools.reduce((sum, { nodes }) => sum + nodes.length, 0) ?? 0;
      return [{ repository, ...(fleet && { fleet }) }];
    });
    if (views.length === 0) return undefined;
    return answerOf("text/html; charset=utf-8", pageHtml(views, { isStale: isStale() }), pagePolicy);
  }
}

/** Milliseconds. */
const keptFor = 1_000;
const mostKept = 500;
/** Resources and nodes that the page of all repositories tells of; those after them have pages of their own. */
const mostRows = 2_000;

const unknown = { tone: "none", words: "unknown" } as const;
const nothingRuns = "default-src 'none'; sandbox";

function answerOf(type: string, text: string, policy: string): PageAnswer {
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
  return { type, body: Buffer.from(text), etag, policy };
}
