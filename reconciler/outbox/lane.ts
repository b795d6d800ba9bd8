import type { Github } from "../../src/github/github.ts";
import { GithubError } from "../../src/github/github-error.ts";
import { type Clock, pause } from "../../src/kube/clock.ts";
import { backOff } from "./back-off.ts";
import { type Choice, choose } from "./choose.ts";
import type { Desk } from "./desk.ts";
import { failureOf } from "./failure.ts";
import type { Call, SlotKind } from "./slot.ts";
import type { Trouble } from "./telling.ts";
import type { Window } from "./window.ts";

export interface LaneSettings {
  /** Of the login; no secret. */
  readonly id: string;
  readonly windows: Windows;
  /** Throws where we no longer lead. */
  readonly mayWrite: () => unknown;
  readonly clock: Clock;
  readonly random: () => number;
  readonly listener: LaneListener;
}

/** The calls that GitHub counts for one login. */
export interface Windows {
  readonly writes: Window;
  readonly reads: Window;
}

export interface LaneListener {
  onSent(kind: SlotKind): void;
  onFailure(reason: string): void;
  onDropped(reason: string): void;
  /** Something of it is said, or rests, or goes on. */
  onChange(desk: Desk): void;
  /** Of no use for these desks; another login may be. */
  onUseless(desks: readonly Desk[]): void;
  /** A fault of ours. */
  onFault(error: unknown): void;
}

interface Pause {
  readonly until: number;
  readonly reason: PauseReason;
  readonly why?: Trouble;
}

export type PauseReason = "rate-limited" | "refused" | "failing" | "not-leading";

/** Sends what is wanted at desks with one login: one call after the other, within the limits of that login. */
export class Lane {
  readonly id: string;
  readonly windows: Windows;
  readonly desks = new Map<Desk, Github>();
  readonly #settings: LaneSettings;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #awake = new AbortController();
  #paused: Pause | undefined;
  /** In a row. */
  #failures = 0;
  #limits = 0;
  /** `desk` is undefined where several fail. */
  #failing: { readonly since: number; readonly why: Trouble; readonly desk: Desk | undefined } | undefined;
  #nextWrite = 0;

  constructor(settings: LaneSettings) {
    this.#settings = settings;
    this.id = settings.id;
    this.windows = settings.windows;
    this.#running = this.#run();
  }

  /** Why nothing is sent at the moment. */
  get pausedFor(): PauseReason | undefined {
    return this.#paused?.reason;
  }

  get trouble(): Trouble | undefined {
    if (this.#paused?.why) return this.#paused.why;
    const now = this.#settings.clock.now();
    return this.#failing && now - this.#failing.since >= tolerated ? this.#failing.why : undefined;
  }

  /** Something is wanted. */
  wake(): void {
    this.#awake.abort();
  }

  /** Nothing more is begun. Resolves when what is on its way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whoever makes it puts its first desk in.
    await Promise.resolve();
    while (!this.#stopping.signal.aborted) {
      this.#awake = new AbortController();
      const wait = await this.#step().catch((error: unknown) => {
        this.#settings.listener.onFault(error);
        return askAgain;
      });
      if (wait > 0 && !this.#stopping.signal.aborted) {
        await pause(this.#settings.clock, Math.min(wait, longestRest), this.#awake.signal);
      }
    }
  }

  /** Makes one call at most. @returns milliseconds until there may be another one to make */
  async #step(): Promise<number> {
    const now = this.#settings.clock.now();
    if (this.#paused !== undefined) {
      if (this.#paused.until > now) return this.#paused.until - now;
      this.#paused = undefined;
    }
    const { choice, again } = choose(this.desks.keys(), now);
    const next = Math.max(1, (again ?? Number.POSITIVE_INFINITY) - now);
    if (choice === undefined) return next;
    const call = choice.slot.next(now);
    const wait = this.#waitFor(call, choice, now);
    // What rests for a moment of its own may come before what is chosen now.
    if (wait > 0) return Math.min(wait, next);
    await this.#make(call, choice);
    return 0;
  }

  #waitFor(call: Call, { slot }: Choice, now: number): number {
    const { reads, writes } = this.windows;
    const share = slot.isLast ? 1 : slot.isFirst ? ofFirst : ofProgress;
    const forWrite = Math.max(writes.wait(now, share), this.#nextWrite - now);
    // What cannot be said yet need not be read yet: it may change.
    return call.is === "write" ? forWrite : Math.max(reads.wait(now), forWrite);
  }

  async #make(call: Call, { desk, slot }: Choice): Promise<void> {
    const { clock, mayWrite, listener } = this.#settings;
    const github = this.desks.get(desk);
    if (github === undefined) return;
    const now = clock.now();
    try {
      mayWrite();
    } catch {
      // Whoever ends the lane is on its way.
      return this.#pause({ until: now + longestRest, reason: "not-leading" });
    }
    this.windows[call.is === "read" ? "reads" : "writes"].spend(now);
    if (call.is === "write") this.#nextWrite = now + apart;
    try {
      await call.make(github, () => clock.now());
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#failed(error, { desk, slot });
      return listener.onChange(desk);
    }
    this.#failures = 0;
    this.#failing = undefined;
    // To read may be allowed where to write is not.
    if (call.is === "write") {
      this.#limits = 0;
      slot.failures = 0;
      desk.rests.delete(slot.kind);
      listener.onSent(slot.kind);
    }
    listener.onChange(desk);
  }

  #failed(thrown: unknown, { desk, slot }: Choice): void {
    const { clock, random, listener } = this.#settings;
    if (!(thrown instanceof GithubError)) listener.onFault(thrown);
    const error = thrown instanceof GithubError ? thrown : new GithubError("server", "an internal error");
    listener.onFailure(error.reason);
    const failure = failureOf(error);
    const now = clock.now();
    switch (failure.is) {
      case "limited": {
        this.#limits += 1;
        const wait = failure.wait ?? unsaidWait * 2 ** Math.min(5, this.#limits - 1);
        this.#pause({ until: now + Math.min(longestLimit, Math.max(apart, wait)), reason: "rate-limited" });
        break;
      }
      case "refused":
        this.#pause({ until: now + askAgain, reason: "refused", why: failure.why });
        listener.onUseless([...this.desks.keys()]);
        break;
      case "useless":
        desk.rests.set(slot.kind, { until: now + askAgain, why: failure.why });
        listener.onUseless([desk]);
        break;
      case "hopeless":
        if (failure.about === "commit") desk.dropCommit(slot.commit, failure.why);
        else slot.drop(failure.why);
        listener.onDropped(failure.why.reason);
        break;
      case "passing":
        slot.failures += 1;
        slot.retryAt = now + backOff(slot.failures, random);
        this.#failures += 1;
        this.#failing = {
          since: this.#failing?.since ?? now,
          why: failure.why,
          desk: this.#failing === undefined || this.#failing.desk === desk ? desk : undefined,
        };
        this.#pause({
          until: now + Math.min(backOff(this.#failures, random), this.#mostFor(this.#failing.desk)),
          reason: "failing",
        });
    }
  }

  /** Where one repository fails again and again the others need not wait as long as it does. */
  #mostFor(desk: Desk | undefined): number {
    return desk !== undefined && this.desks.size > 1 ? longestForOne : Number.POSITIVE_INFINITY;
  }

  #pause(pause: Pause): void {
    this.#paused = pause;
  }
}

/** Milliseconds. GitHub Docs, "Best practices for using the REST API": at least a second between writes. */
const apart = 1000;
/** Where GitHub limits us and does not say for how long; doubled each time. Source: the same. */
const unsaidWait = 60_000;
/** GitHub's longest limit is that of an hour; whoever says more is not GitHub, or its clock is wrong. */
const longestLimit = 65 * 60_000;
/** After a refusal. */
const askAgain = 5 * 60_000;
/** So long nobody needs to know that GitHub fails. */
const tolerated = 5 * 60_000;
const longestRest = 5 * 60_000;
const longestForOne = 30_000;
/** The part of the limits that the first words on commits may use up, and that progress may; the rest is for last words. */
const ofFirst = 0.9;
const ofProgress = 0.75;
