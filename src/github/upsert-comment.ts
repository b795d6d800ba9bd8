import * as z from "zod";
import type { Calls } from "./calls.ts";
import { fitted, mostCharacters } from "./fitted.ts";
import type { Comment, CommentOutcome, GithubLimits, PullRequest } from "./github.ts";
import { GithubError } from "./github-error.ts";
import { type Identity, identity, isSame } from "./identity.ts";
import { hasMarker, markerOf } from "./marker.ts";
import { noPermission } from "./unless-forbidden.ts";

interface Wanted {
  readonly calls: Calls;
  readonly me: () => Promise<Identity>;
  readonly pullRequest: PullRequest;
  readonly marker: string;
  readonly body: string;
  readonly limits: GithubLimits;
}

/** See `Github.upsertComment`. */
export async function upsertComment(
  calls: Calls,
  me: () => Promise<Identity>,
  pullRequest: PullRequest,
  comment: Comment,
  limits: GithubLimits,
): Promise<CommentOutcome> {
  const marker = markerOf(comment.topic, comment.key);
  const { text, shortened } = fitted(comment.body, mostCharacters - marker.length - 1);
  const wanted: Wanted = { calls, me, pullRequest, marker, body: `${marker}\n${text}`, limits };
  try {
    return { ...(await upsert(wanted)), shortened };
  } catch (error) {
    return noPermission(error);
  }
}

interface Done {
  readonly is: "created" | "updated" | "unchanged";
  readonly url: string;
}

async function upsert(wanted: Wanted): Promise<Done> {
  const ours = await commentsOfOurs(wanted);
  const newest = ours.at(-1);
  if (newest === undefined) return create(wanted);
  const done = sameText(newest.body ?? "", wanted.body)
    ? { is: "unchanged" as const, url: newest.html_url }
    : await update(wanted, newest);
  if (done === undefined) return create(wanted);
  await remove(wanted, ours.slice(0, -1));
  return done;
}

/** Undefined where somebody has removed it meanwhile. */
async function update({ calls, pullRequest, body }: Wanted, { id }: Found): Promise<Done | undefined> {
  try {
    const { html_url } = await calls.read(`edit our comment on ${called(pullRequest)}`, commentShape, () =>
      calls.client.rest.issues.updateComment({ ...place(pullRequest), comment_id: id, body }),
    );
    return { is: "updated", url: html_url };
  } catch (error) {
    if (error instanceof GithubError && error.reason === "not-found") return undefined;
    throw error;
  }
}

/**
 * An attempt whose answer is lost may have made the comment all the same, so it is looked for before the next one. Looked
 * for once more at the end: of two jobs that began together each has made one, and both keep the newest.
 */
async function create(wanted: Wanted): Promise<Done> {
  const { calls, pullRequest, body, limits } = wanted;
  for (let attempt = 1; ; attempt++) {
    try {
      const made = await calls.read(`comment on ${called(pullRequest)}`, commentShape, () =>
        calls.client.rest.issues.createComment({
          ...place(pullRequest),
          issue_number: pullRequest.number,
          body,
          request: { retries: 0 },
        }),
      );
      return { is: "created", url: await onlyNewest(wanted, made) };
    } catch (error) {
      if (attempt > limits.retries || !mayHaveHappened(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt ** 2 * limits.second));
      const made = (await commentsOfOurs(wanted)).at(-1);
      if (made !== undefined) return { is: "created", url: await onlyNewest(wanted, made) };
    }
  }
}

function mayHaveHappened(error: unknown): boolean {
  return error instanceof GithubError && ["unreachable", "server", "malformed"].includes(error.reason);
}

async function onlyNewest(wanted: Wanted, made: Found): Promise<string> {
  const ours = await commentsOfOurs(wanted);
  const newest = ours.at(-1);
  await remove(wanted, ours.slice(0, -1));
  return newest?.html_url ?? made.html_url;
}

/** One that we may not remove, or that is gone already, does no harm. */
async function remove({ calls, pullRequest }: Wanted, comments: readonly Found[]): Promise<void> {
  for (const { id } of comments) {
    try {
      await calls.send(`remove an older comment of ours from ${called(pullRequest)}`, () =>
        calls.client.rest.issues.deleteComment({ ...place(pullRequest), comment_id: id }),
      );
    } catch (error) {
      if (error instanceof GithubError && ["not-found", "forbidden"].includes(error.reason)) continue;
      throw error;
    }
  }
}

/** Pages of a hundred. Who has more comments than that in one pull request has other worries. */
const mostPages = 100;

/** Oldest first. */
async function commentsOfOurs({ calls, me, pullRequest, marker }: Wanted): Promise<Found[]> {
  const self = await me();
  const ours: Found[] = [];
  for (let page = 1; page <= mostPages; page++) {
    let hasMore = false;
    const found = await calls.read(
      `list the comments of ${called(pullRequest)}`,
      z.array(commentShape),
      async () => {
        const answer = await calls.client.rest.issues.listComments({
          ...place(pullRequest),
          issue_number: pullRequest.number,
          per_page: 100,
          page,
        });
        // A page may have fewer than were asked for, and yet not be the last.
        hasMore = /\brel="next"/.test(answer.headers.link ?? "");
        return answer;
      },
    );
    ours.push(...found.filter(({ user, body }) => isBy(self, user) && hasMarker(body ?? "", marker)));
    if (!hasMore) break;
  }
  return ours.sort((a, b) => a.id - b.id);
}

function isBy(self: Identity, user: Found["user"]): boolean {
  return user !== null && isSame(self, identity(user.login, user.type === "Bot"));
}

/** GitHub may give line ends back in the form of the web. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trimEnd();
  return plain(a) === plain(b);
}

function place({ repository }: PullRequest): { owner: string; repo: string } {
  return { owner: repository.owner, repo: repository.name };
}

function called({ repository, number }: PullRequest): string {
  return `${repository.owner}/${repository.name}#${number}`;
}

type Found = z.infer<typeof commentShape>;

const commentShape = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.string().nullish(),
  // Null where the account is gone.
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
});
