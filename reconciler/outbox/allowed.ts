import type { DeploymentOutcome, WriteOutcome } from "../../src/github/github.ts";
import { GithubError } from "../../src/github/github-error.ts";

/** The outcome of what may be done. @throws GithubError where it may not. */
export function allowed<Outcome extends WriteOutcome | DeploymentOutcome>(
  outcome: Outcome,
): Exclude<Outcome, { is: "no-permission" }> {
  if (isAllowed(outcome)) return outcome;
  throw new GithubError("forbidden", "why" in outcome ? outcome.why : "not permitted", { status: 403 });
}

function isAllowed<Outcome extends { readonly is: string }>(
  outcome: Outcome,
): outcome is Exclude<Outcome, { is: "no-permission" }> {
  return outcome.is !== "no-permission";
}
