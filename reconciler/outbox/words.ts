import { fittedLine } from "../../src/github/fitted-line.ts";
import type { CommitStatus, DeploymentState } from "../../src/github/github.ts";

/** What a status says, as GitHub keeps it. */
export interface Words {
  readonly state: CommitStatus["state"];
  readonly description: string;
  readonly url: string | undefined;
}

export function wordsOf({ state, description, url }: CommitStatus): Words {
  return { state, description: fittedLine(description), url };
}

export function areSame(one: Words | undefined, other: Words | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.state === other.state && one.description === other.description && one.url === other.url;
}

/** Whether nothing has to follow. */
export function isLast(state: CommitStatus["state"] | DeploymentState["state"]): boolean {
  return state !== "pending" && state !== "queued" && state !== "in_progress";
}
