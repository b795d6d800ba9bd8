import type { Commit, CommitStatus } from "../../src/github/github.ts";
import { GithubError } from "../../src/github/github-error.ts";
import type { Call } from "./slot.ts";
import { type Words, wordsOf } from "./words.ts";

/** Who wants to know what GitHub says in a context. */
export interface Reader {
  readonly context: string;
  learn(said: Words | undefined, now: number): void;
}

/** What GitHub says of one commit, read before anything is said of it: so nothing is said twice after a restart. */
export class CommitPage {
  readonly commit: Commit;
  readonly contexts = new Set<Reader>();
  #readAt: number | undefined;
  #found = new Map<string, Words>();

  constructor(commit: Commit) {
    this.commit = commit;
  }

  /** One that comes later knows what was read already. */
  add(slot: Reader, now: number): void {
    this.contexts.add(slot);
    if (this.isFresh(now)) this.#tell(slot, now);
  }

  isFresh(now: number): boolean {
    return this.#readAt !== undefined && now - this.#readAt < fresh;
  }

  wrote(context: string, words: Words): void {
    this.#found.set(context, words);
  }

  /** Who knows what GitHub says now. */
  mistrust(): void {
    this.#readAt = undefined;
  }

  read(): Call {
    return {
      is: "read",
      make: async (github, now) => {
        const found = await github.statusesOf(this.commit).catch(noneOf);
        this.#found = new Map([...found].map(([context, status]) => [context, wordsOf(status)]));
        this.#readAt = now();
        for (const slot of this.contexts) this.#tell(slot, this.#readAt);
      },
    };
  }

  #tell(slot: Reader, now: number): void {
    slot.learn(this.#found.get(slot.context), now);
  }
}

/** Milliseconds after which it is read again before something else is said: so it shows when others write there too. */
const fresh = 60_000;

/**
 * A commit that is not found has no statuses. Whether it is gone, or its repository, only a write tells: GitHub answers
 * 422 then, or 404.
 */
function noneOf(error: unknown): ReadonlyMap<string, CommitStatus> {
  if (error instanceof GithubError && error.reason === "not-found") return new Map();
  throw error;
}
