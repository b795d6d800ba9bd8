import * as z from "zod";
import type { Calls } from "./calls.ts";
import { fittedLine } from "./fitted-line.ts";
import { type Commit, type CommitStatus, commitStates, type WriteOutcome } from "./github.ts";
import { unlessForbidden } from "./unless-forbidden.ts";

/** What the token has to be allowed, where GitHub does not say it. */
const permission = "statuses: write";

/** See `Github.setStatus`. */
export async function setStatus(
  calls: Calls,
  commit: Commit,
  { context, state, description, url }: CommitStatus,
): Promise<WriteOutcome> {
  const doing = `set the status ${context} of ${called(commit)}`;
  return unlessForbidden(async () => {
    // What something on the way answers in GitHub's place is no sign that it is set.
    await calls.read(
      doing,
      z.object({ context: z.string(), state: z.enum(commitStates) }),
      () =>
        calls.client.rest.repos.createCommitStatus({
          ...place(commit),
          sha: commit.sha,
          context,
          state,
          description: fittedLine(description),
          ...(url === undefined ? {} : { target_url: url }),
        }),
      permission,
    );
    return {};
  });
}

/** Pages of a hundred; a commit has few contexts, and more than these nobody reads. */
const mostPages = 10;

/** See `Github.statusesOf`. */
export async function statusesOf(calls: Calls, commit: Commit): Promise<ReadonlyMap<string, CommitStatus>> {
  const found = new Map<string, CommitStatus>();
  for (let page = 1; page <= mostPages; page++) {
    const { statuses } = await calls.read(`read the statuses of ${called(commit)}`, shape, () =>
      calls.client.rest.repos.getCombinedStatusForRef({
        ...place(commit),
        ref: commit.sha,
        per_page: 100,
        page,
      }),
    );
    for (const { context, state, description, target_url } of statuses) {
      const url = target_url ?? undefined;
      found.set(context, {
        context,
        state,
        description: description ?? "",
        ...(url === undefined ? {} : { url }),
      });
    }
    if (statuses.length < 100) break;
  }
  return found;
}

function place({ repository: { owner, name } }: Commit) {
  return { owner, repo: name };
}

function called({ repository: { owner, name }, sha }: Commit): string {
  return `${owner}/${name}@${sha.slice(0, 12)}`;
}

const shape = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.enum(commitStates),
      description: z.string().nullable(),
      target_url: z.string().nullable(),
    }),
  ),
});
