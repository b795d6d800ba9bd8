import type { GitAccess } from "./access.ts";
import { SharedWork } from "./shared-work.ts";
import type { Revision } from "./source.ts";

/** Somebody who follows a ref. */
export interface Follower {
  /** When the Git server was asked for what it knows last. */
  seen: number;
  /** The ref names something else than it did, as the server was asked at that moment for somebody else. */
  readonly onNews: (asked: number) => void;
}

export interface RefLooksSettings {
  readonly ask: (access: GitAccess, signal: AbortSignal) => Promise<Revision>;
  /** Milliseconds since some moment; never goes back. */
  readonly now: () => number;
}

export interface Wish {
  readonly access: GitAccess;
  /** What the server was asked before that moment is too old. */
  readonly since: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * What one ref names. Of all that want to know at a time one asks the server; who comes while it is being asked waits for the
 * next question, with whoever else does. A failure is an answer too.
 */
export class RefLooks {
  readonly followers = new Set<Follower>();
  readonly #settings: RefLooksSettings;
  #latest: { readonly asked: number; readonly work: SharedWork<Revision> } | undefined;
  /** The commit, or that it could not be found out. */
  #known: string | undefined;

  constructor(settings: RefLooksSettings) {
    this.#settings = settings;
  }

  async look(follower: Follower, { access, since, signal }: Wish): Promise<Revision> {
    for (;;) {
      const { asked, work } = this.#latestOr(access);
      if (asked >= since) {
        follower.seen = asked;
        return work.wait(signal);
      }
      await work.settled(signal);
      if (this.#latest?.work === work) this.#latest = undefined;
    }
  }

  #latestOr(access: GitAccess) {
    if (this.#latest === undefined || this.#latest.work.isCalledOff) {
      const asked = this.#settings.now();
      this.#latest = { asked, work: new SharedWork((signal) => this.#ask(asked, access, signal)) };
    }
    return this.#latest;
  }

  async #ask(asked: number, access: GitAccess, signal: AbortSignal): Promise<Revision> {
    try {
      const found = await this.#settings.ask(access, signal);
      this.#tell(asked, `${found.commit} ${found.ref}`);
      return found;
    } catch (error) {
      if (!signal.aborted) this.#known = failed;
      throw error;
    }
  }

  #tell(asked: number, found: string): void {
    const before = this.#known;
    this.#known = found;
    if (before === undefined || before === found) return;
    for (const follower of this.followers) if (follower.seen < asked) follower.onNews(asked);
  }
}

const failed = "failed";
