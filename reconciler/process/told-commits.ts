import type { NIMRepositoryStatus } from "../repository/types.ts";

/** Commits that webhooks told of, until a pass has seen them, or a later one. */
export class ToldCommits {
  #told: readonly string[] = [];
  /** The last one, which the server may not show yet, and how often it is still looked for. */
  #awaited: { readonly commit: string; left: number } | undefined;

  /** @param isFollowed whether it is of the branch that is followed: no other can be overtaken */
  add(commit: string, isFollowed: boolean): void {
    this.#awaited = { commit, left: mostTries };
    if (isFollowed) this.#told = [...this.#told.filter((each) => each !== commit), commit].slice(-most);
  }

  /** Whether to look again soon, after a look that has found this one. */
  isAwaited(found: string | undefined): boolean {
    if (this.#awaited === undefined) return false;
    this.#awaited.left -= 1;
    if (found === this.#awaited.commit || this.#awaited.left <= 0) this.#awaited = undefined;
    return this.#awaited !== undefined;
  }

  /** Those that the newest one has overtaken before anybody looked. */
  overtakenBy(newest: string | undefined, status: NIMRepositoryStatus | undefined): readonly string[] {
    const at = newest === undefined ? -1 : this.#told.indexOf(newest);
    const seen = new Set([
      status?.revision.attempted,
      ...(status?.history ?? []).map(({ revision }) => revision),
    ]);
    return this.#told.slice(0, Math.max(0, at)).filter((commit) => !seen.has(commit));
  }

  saw(newest: string | undefined): void {
    const at = newest === undefined ? -1 : this.#told.indexOf(newest);
    if (at >= 0) this.#told = this.#told.slice(at + 1);
  }
}

const most = 50;
const mostTries = 6;
