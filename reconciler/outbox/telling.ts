import type { CommitStatus, DeploymentState, Repository } from "../../src/github/github.ts";

/**
 * What GitHub should say of one NIMRepository's commits now: all of it, and nothing else. What is no longer in it is not
 * said any further, so a commit stays in it until its last word is said.
 */
export interface Telling {
  readonly repository: Repository;
  /** When the NIMRepository was made: of two that want one context the older has it, also after a restart. */
  readonly madeAt?: string;
  /** The REST API, such as `https://api.github.com`, where the Secret names none. */
  readonly apiUrl: string;
  /** Of the token or the app. */
  readonly secret: { readonly namespace: string; readonly name: string };
  /** As for Git; the Secret, if it takes one, has `username` and `password`, and is in the same namespace. */
  readonly proxy?: { readonly url: string; readonly secret?: string };
  /** The Secret in the same namespace with the `ca.crt` of a GitHub Enterprise Server, where that is not publicly trusted. */
  readonly certificateAuthority?: string;
  /** The most important of a commit first: where little may be sent, it is sent before the others. */
  readonly statuses: readonly ToldStatus[];
  readonly deployments: readonly ToldDeployment[];
}

export interface ToldStatus extends CommitStatus {
  /** All 40 characters of it. */
  readonly commit: string;
  /**
   * It only ends what was said: it is sent where this context of this commit was said to be pending, by us or before a
   * restart as GitHub has it, and else is as good as said. A success or failure that is the most important of its commit is
   * sent where nothing was said at all, too.
   */
  readonly closes?: true;
  /** Before a restart somebody else was seen to write it: it stays theirs. */
  readonly isContested?: true;
}

export interface ToldDeployment {
  /** All 40 characters of it. */
  readonly commit: string;
  readonly environment: string;
  /** Tells the deployments of several NIMRepositories into one environment apart: of one task only the newest is active. */
  readonly task: string;
  readonly state: DeploymentState["state"];
  readonly description: string;
  readonly url?: string;
}

/** What somebody has to know, told once for as long as it lasts. */
export interface Trouble {
  readonly reason: TroubleReason;
  /** A sentence for the user, without secrets. */
  readonly message: string;
}

export type TroubleReason =
  /** The Secret is not there, or has not what it takes. */
  | "CredentialsUnusable"
  /** 401: the token is wrong, revoked, or over. */
  | "CredentialsRefused"
  /** 403: it may not write this, or the repository is archived. */
  | "NotPermitted"
  /** 404: the repository is gone, or the token does not know of it. */
  | "RepositoryNotFound"
  /** The commit is gone, as after a force-push and GitHub's clean-up. */
  | "CommitNotFound"
  /** GitHub takes no more of it: a thousand statuses of one context, or words that it does not want. */
  | "Refused"
  /** Somebody else writes the same context of the same commit: another cluster of the same name. It is left to them. */
  | "Contested"
  /** Another NIMRepository of this cluster has the same context, and had it first. */
  | "ContextTaken"
  /** GitHub has not been reached for some minutes, or has failed for so long. */
  | "Unreachable";
