/** An event that starts a workflow, with the payload as far as an action may read it. */
export interface RunnerEvent {
  readonly name: "pull_request" | "push" | "merge_group" | "schedule";
  readonly payload: object;
  /** GITHUB_REF, GITHUB_BASE_REF and GITHUB_HEAD_REF. */
  readonly ref: string;
  readonly baseRef: string;
  readonly headRef: string;
}

const repository = { full_name: "team/models", fork: false, default_branch: "main" };

/** The shapes are those of GitHub Docs, "Webhook events and payloads". */
export const events = {
  pullRequest(base: string, options: { fork?: boolean; title?: string } = {}): RunnerEvent {
    const head = options.fork ? { full_name: "stranger/models", fork: true } : repository;
    return {
      name: "pull_request",
      payload: {
        action: "synchronize",
        number: 7,
        repository,
        pull_request: {
          number: 7,
          title: options.title ?? "Add a model",
          base: { ref: "main", sha: base, repo: repository },
          head: { ref: "add-model", sha: "f".repeat(40), repo: head },
        },
      },
      ref: "refs/pull/7/merge",
      baseRef: "main",
      headRef: "add-model",
    };
  },
  mergeGroup(base: string): RunnerEvent {
    const ref = "refs/heads/gh-readonly-queue/main/pr-7-0000";
    return {
      name: "merge_group",
      payload: {
        action: "checks_requested",
        repository,
        merge_group: {
          base_ref: "refs/heads/main",
          base_sha: base,
          head_ref: ref,
          head_sha: "f".repeat(40),
        },
      },
      ref,
      baseRef: "",
      headRef: "",
    };
  },
  push(before: string): RunnerEvent {
    return {
      name: "push",
      payload: { before, after: "f".repeat(40), ref: "refs/heads/main", repository },
      ref: "refs/heads/main",
      baseRef: "",
      headRef: "",
    };
  },
  schedule(): RunnerEvent {
    return {
      name: "schedule",
      payload: { schedule: "0 4 * * *", repository },
      ref: "refs/heads/main",
      baseRef: "",
      headRef: "",
    };
  },
} as const;
