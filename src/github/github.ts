/** What we ask of GitHub. Failures are `GithubError`s; what is only not allowed to us is an answer, not a failure. */
export interface Github {
  /** Where the REST API is, such as `https://api.github.com`. */
  readonly apiUrl: string;
  /**
   * Sees to it that a pull request has this comment of ours, and only once: the newest with the same topic and key is
   * edited in place, others of them are removed. A comment that somebody else wrote is never touched, whatever it says.
   */
  upsertComment(pullRequest: PullRequest, comment: Comment): Promise<CommentOutcome>;
  /** The numbers of the open pull requests that want to merge exactly this commit of this branch. */
  pullRequestsAt(repository: Repository, head: Head): Promise<readonly number[]>;
  /**
   * Sets a status of a commit. GitHub takes a thousand for one commit and context, then none, so those that say what is
   * said already are better not sent: see `statusesOf`.
   */
  setStatus(commit: Commit, status: CommitStatus): Promise<WriteOutcome>;
  /** The newest status of each context. */
  statusesOf(commit: Commit): Promise<ReadonlyMap<string, CommitStatus>>;
  /** Begins a deployment, which says nothing of its state yet. */
  startDeployment(repository: Repository, deployment: Deployment): Promise<DeploymentOutcome>;
  /** Says how it is with a deployment, and changes no other: see `endFollowed`. */
  setDeployment(deployment: StartedDeployment, state: DeploymentState): Promise<WriteOutcome>;
  /** The newest deployments of an environment and task, the newest first. */
  deploymentsOf(
    repository: Repository,
    of: Pick<Deployment, "environment" | "task">,
  ): Promise<readonly FoundDeployment[]>;
  /** What was said of a deployment last; undefined where nothing was. */
  stateOfDeployment(repository: Repository, id: number): Promise<string | undefined>;
}

export interface Commit {
  readonly repository: Repository;
  readonly sha: string;
}

export const commitStates = ["error", "failure", "pending", "success"] as const;

export interface CommitStatus {
  /** Tells statuses of one commit apart; at most 255 characters. */
  readonly context: string;
  readonly state: (typeof commitStates)[number];
  /** Cut at 140 characters. */
  readonly description: string;
  /** Where people find more. */
  readonly url?: string;
}

export interface Deployment {
  readonly commit: string;
  /** GitHub makes it where there is none. */
  readonly environment: string;
  /** Tells deployments into one environment apart. */
  readonly task: string;
  readonly description: string;
}

export interface StartedDeployment {
  readonly repository: Repository;
  readonly id: number;
}

export interface FoundDeployment {
  readonly id: number;
  readonly commit: string;
}

export interface DeploymentState {
  readonly state: "error" | "failure" | "in_progress" | "inactive" | "queued" | "success";
  /** Cut at 140 characters. */
  readonly description: string;
  readonly url?: string;
}

/** `why`: a sentence for the user. */
export interface NoPermission {
  readonly is: "no-permission";
  readonly why: string;
}

export type WriteOutcome = { readonly is: "done" } | NoPermission;

export type DeploymentOutcome =
  | { readonly is: "done"; readonly deployment: StartedDeployment }
  | NoPermission;

export interface Repository {
  readonly owner: string;
  readonly name: string;
}

export interface PullRequest {
  readonly repository: Repository;
  readonly number: number;
}

export interface Comment {
  /** What it is about, such as `plan`; a word of small letters. */
  readonly topic: string;
  /** Tells comments of one topic apart, such as the cluster and the working directory of the job that writes it. */
  readonly key: string;
  /** Markdown, sent as it is but for what is over GitHub's limit. */
  readonly body: string;
}

export type CommentOutcome =
  | {
      readonly is: "created" | "updated" | "unchanged";
      readonly url: string;
      /** Whether the end had to be left out. */
      readonly shortened: boolean;
    }
  /** So it is in each pull request from a fork. */
  | NoPermission;

/** The branch of a pull request, which may be of another repository, and its last commit. */
export interface Head {
  readonly repository: Repository;
  readonly branch: string;
  readonly commit: string;
}

export type GithubLogin =
  /** GITHUB_TOKEN, a personal access token, or the token of an app's installation. */
  | { readonly token: string }
  /** `privateKey`: PEM. The installation is that of the repository in question. */
  | { readonly appId: string; readonly privateKey: string; readonly repository: Repository };

export interface ConnectGithubOptions {
  readonly login: GithubLogin;
  /** GITHUB_API_URL: `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl?: string | undefined;
  /** What requests go through, as the environment says for `apiUrl`. */
  readonly proxy?: URL | undefined;
  readonly userAgent: string;
  readonly limits?: Partial<GithubLimits> | undefined;
  /** PEM of whoever vouches for the server; then nobody else is trusted. */
  readonly certificateAuthority?: string | undefined;
  /** Aborted when nothing is to be asked any more: what is on its way is called off. */
  readonly signal?: AbortSignal | undefined;
}

export interface GithubLimits {
  /** Milliseconds of one attempt, with reading its answer. */
  readonly timeout: number;
  /** Seconds that a rate limit may make us wait; where GitHub asks for more, we give up. */
  readonly longestWait: number;
  /** Attempts after the first, where GitHub or the network fails. */
  readonly retries: number;
  /** Milliseconds that one second of waiting takes; tests have shorter ones. */
  readonly second: number;
  /** Whether writes go out one after the other, a second apart, and limits are waited for here. */
  readonly paced: boolean;
}

export const usualLimits: GithubLimits = {
  timeout: 30_000,
  longestWait: 90,
  retries: 3,
  second: 1000,
  paced: true,
};
