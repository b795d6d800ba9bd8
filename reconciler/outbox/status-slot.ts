import type { Commit } from "../../src/github/github.ts";
import { allowed } from "./allowed.ts";
import type { CommitPage } from "./commit-page.ts";
import { mayHaveCome } from "./failure.ts";
import type { Call, Dropped, Slot } from "./slot.ts";
import type { ToldStatus } from "./telling.ts";
import { areSame, isLast, type Words, wordsOf } from "./words.ts";

/** A status of a commit in one context. */
export class StatusSlot implements Slot {
  readonly kind = "status";
  readonly commit: string;
  readonly context: string;
  readonly #page: CommitPage;
  rank: number;
  failures = 0;
  retryAt = 0;
  #wanted: ToldStatus;
  #since: number;
  #dropped: Dropped | undefined;
  /** What GitHub says as far as we know; `said` is undefined where it says nothing. */
  #known: { readonly said: Words | undefined; readonly at: number } | undefined;
  /** What was sent without an answer that would tell whether it came. */
  #tried: Words | undefined;

  constructor(wanted: ToldStatus, rank: number, page: CommitPage, now: number) {
    this.commit = wanted.commit;
    this.context = wanted.context;
    this.rank = rank;
    this.#page = page;
    this.#wanted = wanted;
    this.#since = now;
    page.add(this, now);
    if (wanted.isContested) this.#leaveToOthers();
  }

  get isLast(): boolean {
    return isLast(this.#wanted.state);
  }

  get isFirst(): boolean {
    return this.rank === 0 && !this.isLast && this.#known?.said === undefined;
  }

  get since(): number {
    return this.#since;
  }

  get dropped(): Dropped | undefined {
    return this.#dropped;
  }

  get isDone(): boolean {
    if (this.#dropped !== undefined) return true;
    if (this.#known === undefined || this.#tried !== undefined) return false;
    return this.#isSaid() || this.#isEnded();
  }

  /** @returns whether words are replaced that were never said */
  want(wanted: ToldStatus, now: number): boolean {
    const isNews = !areSame(wordsOf(this.#wanted), wordsOf(wanted));
    const isLost = isNews && !this.isDone;
    if (isNews && !isLost) this.#since = now;
    // GitHub may take the last words where it did not like those before them.
    const isBetter = !this.isLast && isLast(wanted.state);
    if (this.#dropped?.reason === "Refused" && isBetter) this.#dropped = undefined;
    this.#wanted = wanted;
    return isLost;
  }

  drop(why: Dropped): void {
    this.#dropped = why;
  }

  /** That a context belongs to another NIMRepository may change. */
  undrop(reason: Dropped["reason"]): void {
    if (this.#dropped?.reason === reason) this.#dropped = undefined;
  }

  forget(): void {
    this.#page.contexts.delete(this);
  }

  next(now: number): Call {
    const wanted = this.#wanted;
    if (!this.#page.isFresh(now)) return this.#page.read();
    return {
      is: "write",
      make: async (github, time) => {
        const words = wordsOf(wanted);
        this.#tried = words;
        try {
          const { repository, sha }: Commit = this.#page.commit;
          const { context, state, description, url } = wanted;
          const status = { context, state, description, ...(url === undefined ? {} : { url }) };
          allowed(await github.setStatus({ repository, sha }, status));
        } catch (error) {
          if (mayHaveCome(error)) this.#page.mistrust();
          else this.#tried = undefined;
          throw error;
        }
        this.#known = { said: words, at: time() };
        this.#tried = undefined;
        this.#page.wrote(this.context, words);
      },
    };
  }

  /** What GitHub says now. What neither we said nor found there before is somebody else's. */
  learn(said: Words | undefined, now: number): void {
    const { known, tried } = { known: this.#known, tried: this.#tried };
    // GitHub's answer may be a moment old.
    if (known !== undefined && tried === undefined && now - known.at < delay) return;
    const isOurs = known === undefined || areSame(said, known.said) || areSame(said, tried);
    this.#known = { said, at: now };
    this.#tried = undefined;
    if (isOurs || said === undefined) return;
    this.#leaveToOthers();
  }

  #leaveToOthers(): void {
    this.drop({
      reason: "Contested",
      message:
        `somebody else writes the status ${this.context} too, which is left to them: give each cluster a name ` +
        "of its own (--cluster-name), and each NIMRepository a context of its own",
    });
  }

  /** Whether there is nothing to be ended. */
  #isEnded(): boolean {
    const { closes, state } = this.#wanted;
    const said = this.#known?.said;
    if (closes !== true) return false;
    // Of a commit that nothing was said of its result is: a check that waits for it would wait for ever.
    if (said === undefined) return this.rank > 0 || state === "error";
    return isLast(said.state) && (state !== "success" || said.state === state);
  }

  #isSaid(): boolean {
    return areSame(this.#known?.said, wordsOf(this.#wanted));
  }
}

/** Milliseconds in which an answer of GitHub may be older than what we have written. */
const delay = 15_000;
