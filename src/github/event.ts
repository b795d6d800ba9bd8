import * as z from "zod";
import type { Head, Repository } from "./github.ts";

/** What a workflow run is about, as far as we ask. */
export interface GithubEvent {
  /** Such as `pull_request`, `push`, `merge_group`. */
  readonly name: string;
  /** The commit that the change is made on; undefined where an event has none, as on a schedule. */
  readonly base: string | undefined;
  /** Number of the pull request that the run is for. */
  readonly pullRequest: number | undefined;
  /** Of `workflow_run`: the run that came to its end. */
  readonly finishedRun: FinishedRun | undefined;
}

export interface FinishedRun {
  /** What had started it, such as `pull_request`. */
  readonly event: string;
  /** What it ran for. The branch's name is a stranger's choice. */
  readonly head: Head;
}

/**
 * Reads the payload that GITHUB_EVENT_PATH names (GitHub Docs, "Webhook events and payloads"). It is written by
 * GitHub, yet holds what strangers typed, so only numbers, commit ids and names in their exact forms are taken from it.
 */
export function githubEvent(name: string, payload: unknown): GithubEvent {
  const { pull_request, merge_group, workflow_run, before } = shape.parse(payload);
  const base = pull_request?.base?.sha ?? merge_group?.base_sha ?? before;
  return {
    name,
    // The first push of a branch has a commit before it of zeros only.
    base: base !== undefined && /^0+$/.test(base) ? undefined : base,
    pullRequest: pull_request?.number,
    finishedRun: workflow_run && {
      event: workflow_run.event,
      head: {
        repository: workflow_run.head_repository.full_name,
        branch: workflow_run.head_branch,
        commit: workflow_run.head_sha,
      },
    },
  };
}

/** `OWNER/NAME`, as GITHUB_REPOSITORY has it; undefined for anything else. */
export function repositoryNamed(text: string): Repository | undefined {
  const [, owner, name] = /^([A-Za-z0-9][\w-]{0,99})\/([\w.-]{1,100})$/.exec(text) ?? [];
  if (owner === undefined || name === undefined || /^\.\.?$/.test(name)) return undefined;
  return { owner, name };
}

const commit = z.string().regex(/^[0-9a-f]{40,64}$/);

const repository = z.string().transform((text, context) => {
  const named = repositoryNamed(text);
  if (named !== undefined) return named;
  context.addIssue("no repository");
  return z.NEVER;
});

/** A part that is missing or of another form counts as not there: other events have other payloads. */
const shape = z
  .looseObject({
    pull_request: z
      .looseObject({
        number: z.int().positive().optional().catch(undefined),
        base: z.looseObject({ sha: commit }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    merge_group: z.looseObject({ base_sha: commit }).optional().catch(undefined),
    workflow_run: z
      .looseObject({
        event: z.string().regex(/^\w{1,50}$/),
        head_sha: commit,
        head_branch: z.string().min(1).max(255),
        head_repository: z.looseObject({ full_name: repository }),
      })
      .optional()
      .catch(undefined),
    before: commit.optional().catch(undefined),
  })
  .catch({});
