import * as z from "zod";
import type { Calls } from "./calls.ts";
import type { Head, Repository } from "./github.ts";

/** See `Github.pullRequestsAt`. */
export async function pullRequestsAt(
  calls: Calls,
  { owner, name }: Repository,
  head: Head,
): Promise<readonly number[]> {
  const listed = await calls.read(`list the pull requests of ${owner}/${name}`, z.array(shape), () =>
    calls.client.rest.pulls.list({
      owner,
      repo: name,
      state: "open",
      // The filter knows the owner of the branch's repository, not the repository.
      head: `${head.repository.owner}:${head.branch}`,
      per_page: 100,
    }),
  );
  const from = `${head.repository.owner}/${head.repository.name}`.toLowerCase();
  return listed
    .filter(({ head: { sha, repo } }) => sha === head.commit && repo?.full_name.toLowerCase() === from)
    .map(({ number }) => number)
    .sort((a, b) => a - b);
}

const shape = z.object({
  number: z.int(),
  // The repository is null where the fork is gone.
  head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
});
