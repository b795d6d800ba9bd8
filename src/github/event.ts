import * as z from "zod";

/** What a workflow run is about, as far as linting asks. */
export interface GithubEvent {
  /** Such as `pull_request`, `push`, `merge_group`. */
  readonly name: string;
  /** The commit that the change is made on; undefined where an event has none, as on a schedule. */
  readonly base: string | undefined;
}

/**
 * Reads the payload that GITHUB_EVENT_PATH names (GitHub Docs, "Webhook events and payloads"). It is written by
 * GitHub, yet holds what strangers typed, so only commit ids are taken from it.
 */
export function githubEvent(name: string, payload: unknown): GithubEvent {
  const { pull_request, merge_group, before } = shape.parse(payload);
  const base = pull_request?.base?.sha ?? merge_group?.base_sha ?? before;
  return {
    name,
    // The first push of a branch has a commit before it of zeros only.
    base: base !== undefined && /^0+$/.test(base) ? undefined : base,
  };
}

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);

/** A part that is missing or of another form counts as not there: other events have other payloads. */
const shape = z
  .looseObject({
    pull_request: z
      .looseObject({
        base: z.looseObject({ sha: commit }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    merge_group: z.looseObject({ base_sha: commit }).optional().catch(undefined),
    before: commit.optional().catch(undefined),
  })
  .catch({});
