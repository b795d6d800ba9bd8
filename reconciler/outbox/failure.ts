import { GithubError } from "../../src/github/github-error.ts";
import type { Dropped } from "./slot.ts";
import type { Trouble } from "./telling.ts";

/** What a call's failure means for what is to be sent. */
export type Failure =
  /** Too many calls with this login; milliseconds, where GitHub says for how long. */
  | { readonly is: "limited"; readonly wait: number | undefined }
  /** Nobody is let in with this login. */
  | { readonly is: "refused"; readonly why: Trouble }
  /** Not with this login, or not into this repository; others are not concerned. */
  | { readonly is: "useless"; readonly why: Trouble }
  /** It can never be said. */
  | { readonly is: "hopeless"; readonly why: Dropped; readonly about: "commit" | "slot" }
  /** It may pass. */
  | { readonly is: "passing"; readonly why: Trouble };

/** Whether what was asked for may have been done all the same: the connection broke, or something on the way answered. */
export function mayHaveCome(error: unknown): boolean {
  return !(error instanceof GithubError) || failureOf(error).is === "passing";
}

export function failureOf(error: GithubError): Failure {
  const message = error.help === undefined ? error.message : `${error.message}; ${error.help}`;
  switch (error.reason) {
    case "rate-limited":
      return { is: "limited", wait: error.wait === undefined ? undefined : error.wait * 1000 };
    case "unauthorized":
      return { is: "refused", why: { reason: "CredentialsRefused", message } };
    case "forbidden":
      return { is: "useless", why: { reason: "NotPermitted", message } };
    case "not-found":
      return { is: "useless", why: { reason: "RepositoryNotFound", message } };
    case "invalid":
      // "No commit found for SHA: …", of deployments "No ref found for: …".
      return /\bno (?:commit|ref) found\b/i.test(message)
        ? { is: "hopeless", why: { reason: "CommitNotFound", message }, about: "commit" }
        : { is: "hopeless", why: { reason: "Refused", message }, about: "slot" };
    default:
      return { is: "passing", why: { reason: "Unreachable", message } };
  }
}
