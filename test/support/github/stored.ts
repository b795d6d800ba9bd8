/** What the stand-in knows of a token. */
export interface Grant {
  /** Without `[bot]`. */
  readonly login: string;
  /** A person's token, or that of an app's installation, as GITHUB_TOKEN is one. */
  readonly of: "user" | "installation";
  /** On issues and pull requests; `none` also stands for a private repository that the token does not know. */
  readonly may: "write" | "read" | "none";
  /** Permissions that it lacks beside, such as `statuses`. */
  readonly lacks?: readonly string[];
}

export interface StoredComment {
  readonly id: number;
  readonly pullRequest: number;
  readonly login: string;
  readonly isBot: boolean;
  body: string;
  /** GitHub hides comments of spammers: their places on a page stay empty. */
  readonly isHidden: boolean;
}

export interface StoredPullRequest {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly branch: string;
  readonly commit: string;
  /** `OWNER/NAME` of the branch; undefined where the fork is gone. */
  readonly from: string | undefined;
}

export interface StoredStatus {
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly target_url: string | null;
  /** Who wrote it, and when: milliseconds on the server's clock. */
  readonly login?: string;
  readonly at?: number;
}

export interface StoredDeployment {
  readonly id: number;
  readonly ref: string;
  readonly environment: string;
  readonly task: string;
  readonly description: string;
  /** In order. */
  readonly statuses: { readonly state: string; readonly description: string }[];
}

/** What goes wrong with one request. */
export type Fault =
  | { readonly is: "secondary-limit"; readonly status: 403 | 429; readonly retryAfter: number }
  /** In words that the throttling plugin does not know. */
  | { readonly is: "plain-limit"; readonly status: 403 | 429; readonly retryAfter: number | undefined }
  | { readonly is: "primary-limit"; readonly resetIn: number }
  | { readonly is: "status"; readonly status: 404 | 500 | 502 | 503 }
  /** The work is done, and the connection breaks before the answer. */
  | { readonly is: "answer-lost" }
  /** The connection breaks before the work. */
  | { readonly is: "cut-off" }
  | { readonly is: "silence" }
  /** Of something on the way, with status 200. */
  | { readonly is: "log-in-page" };
