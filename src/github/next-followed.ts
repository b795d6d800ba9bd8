/** A deployment of an environment and task, beside another of them that has succeeded. */
export interface Followed {
  /** What was said of it last; nothing is `none`, and `unknown` has to be asked for. */
  readonly state: string;
  /** Said of it at some time, as far as we know. */
  readonly hasSucceeded: boolean;
}

/**
 * Of an environment and task only one deployment stays active, whatever became of those in between: which of the others has
 * to be asked for, or else ended, next. Undefined where none is left.
 *
 * GitHub's own `auto_inactive` ends those of all tasks in the environment, which are as alive as this one (GitHub REST API,
 * "Create a deployment status").
 *
 * @param others the newest first
 */
export function nextFollowed<T extends Followed>(others: readonly T[]): T | undefined {
  const success = others.findIndex(({ hasSucceeded }) => hasSucceeded);
  const looked = success === -1 ? others : others.slice(0, Math.max(usuallyLooked, success + 1));
  return looked.find(({ state }) => !ended.has(state));
}

/** One that succeeded has ended those before it, unless it was interrupted; and each takes a request to ask for it. */
const usuallyLooked = 5;

/** After these nobody takes a deployment for active. */
const ended: ReadonlySet<string> = new Set(["inactive", "failure", "error", "none"]);
