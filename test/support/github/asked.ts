import type { KeyObject } from "node:crypto";
import type { Operation } from "./description.ts";
import type { Grant, StoredComment, StoredDeployment, StoredPullRequest, StoredStatus } from "./stored.ts";

/** Where paths of the REST API begin. */
export const repository = "/repos/{owner}/{repo}";

export interface State {
  readonly repository: string;
  readonly comments: StoredComment[];
  /** Oldest first. */
  readonly statuses: StoredStatus[];
  readonly deployments: StoredDeployment[];
  readonly pullRequests: readonly StoredPullRequest[];
  /** Pull requests whose conversation is closed to those without write access, and to bots. */
  readonly locked: ReadonlySet<number>;
  readonly app: { readonly id: string; readonly slug: string; readonly key: KeyObject } | undefined;
  readonly tokens: Map<string, Grant>;
  /** That no branch has any more, and that were cleaned up. */
  readonly goneCommits: Set<string>;
  isDeleted: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  nextId: number;
}

export interface Asked {
  readonly operation: Operation;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Undefined where the request is signed as the app. */
  readonly grant: Grant | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function failure(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: `${status}` },
    headers,
  };
}

export function isOurs(
  { repository: name, isDeleted }: State,
  { operation: { parameters } }: Asked,
): boolean {
  return !isDeleted && `${parameters.owner}/${parameters.repo}`.toLowerCase() === name.toLowerCase();
}

export function mayRead(state: State, asked: Asked): boolean {
  return isOurs(state, asked) && asked.grant !== undefined && asked.grant.may !== "none";
}

export function refusedWrite({ grant }: Asked, permission?: string): Answer | undefined {
  const isLacking = permission !== undefined && grant?.lacks?.includes(permission) === true;
  if (grant?.may === "write" && !isLacking) return undefined;
  return failure(
    403,
    `Resource not accessible by ${grant?.of === "user" ? "personal access token" : "integration"}`,
    {
      "x-accepted-github-permissions":
        permission === undefined ? "issues=write; pull_requests=write" : `${permission}=write`,
    },
  );
}

export function numberOf({ operation: { parameters } }: Asked, name: string): number {
  return Number(parameters[name]);
}

export function invalid(resource: string, message: string): Answer {
  return {
    status: 422,
    body: {
      message: "Validation Failed",
      errors: [{ resource, code: "custom", message }],
      documentation_url: "https://docs.github.com/rest",
    },
  };
}
