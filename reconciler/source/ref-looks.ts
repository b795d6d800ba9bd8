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
 * next question, with whoever else does, unless that takes long. A failure is an answer too.
 */
export class RefLooks {
  readonly followers = new Set<Follower>();
  readonly #settings: RefLooksSettings;
  #latest: { readonly asked: number; readonly work: SharedWork<Revision> } | undefined;
  /** The commit, or that it could not be found out; as the server was asked at that moment. */
  #known: { readonly found: string; readonly asked: number } | undefined;

  constructor(settings: RefLooksSettings) {
    this.#settings = settings;
  }

  async look(follower: Follower, { access, since, signal }: Wish): Promise<Revision> {
    for (;;) {
      const { asked, work } = this.#latestOr(access);
      if (asked >= since) return this.#answer(follower, asked, work, signal);
      await settledSoon(work, signal);
      if (this.#latest?.work === work) this.#latest = undefined;
    }
  }

  async #answer(follower: Follower, asked: number, work: SharedWork<Revision>, signal?: AbortSignal) {
    follower.seen = asked;
    try {
      return await work.wait(signal);
    } catch (error) {
      // Who has left hears of whatever is found, be it by those who waited longer.
      follower.seen = Number.NEGATIVE_INFINITY;
      this.#learn(asked, failed);
      throw error;
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
    const found = await this.#settings.ask(access, signal);
    const before = this.#known?.found;
    const isNews = this.#learn(asked, `${found.commit} ${found.ref}`) && before !== undefined;
    if (isNews) for (const follower of this.followers) if (follower.seen < asked) follower.onNews(asked);
    return found;
  }

  /** Of two answers that of the later question holds, whichever comes first. @returns whether it is another one */
  #learn(asked: number, found: string): boolean {
    const before = this.#known;
    if (before !== undefined && asked < before.asked) return false;
    this.#known = { found, asked };
    return before?.found !== found;
  }
}

const failed = "failed";
/** Milliseconds that a question before may take: it may hang, and those who wait for it may be more patient than we are. */
const soon = 3_000;

async function settledSoon(work: SharedWork<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const enough = AbortSignal.timeout(soon);
  await work.settled(signal ? AbortSignal.any([signal, enough]) : enough).catch((error: unknown) => {
    signal?.throwIfAborted();
    if (!enough.aborted) throw error;
  });
}
