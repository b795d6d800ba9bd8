import { connectGithub } from "../../src/github/connect.ts";
import type { ConnectGithubOptions, Github } from "../../src/github/github.ts";
import { type Clock, pause } from "../../src/kube/clock.ts";
import { UserError } from "../../src/user-error.ts";
import { Lane, type LaneListener, type PauseReason, type Windows } from "./lane.ts";
import { type Login, loginFor, type ReadSecret } from "./login.ts";
import { type Place, wayOf } from "./place.ts";
import type { Trouble } from "./telling.ts";
import { presumedCalls, Window, type WindowLimits } from "./window.ts";

export interface LanesSettings {
  readonly readSecret: ReadSecret;
  /** Throws where we no longer lead: then nothing is sent. */
  readonly mayWrite: () => unknown;
  readonly userAgent: string;
  /** Servers that may be asked; any when left out. */
  readonly hosts?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits?: Partial<OutboxLimits>;
  readonly connect?: (options: ConnectGithubOptions) => Promise<Github>;
}

export interface OutboxLimits {
  /** Of one login: below GitHub's 80 and 500 calls that make content. Source: GitHub Docs, "Rate limits for the REST API". */
  readonly writes: WindowLimits;
  /** Of one login: with five points a write and one a read they stay below GitHub's 900 a minute, and 5,000 an hour. */
  readonly reads: WindowLimits;
  /** Milliseconds of one request. */
  readonly timeout: number;
}

export const usualLimits: OutboxLimits = {
  writes: { minute: 50, hour: 400 },
  reads: { minute: 300, hour: 3000 },
  timeout: 10_000,
};

/** What becomes of places. */
export interface LanesListener extends LaneListener {
  /** There is a way now, or none, or another one. */
  onWay(place: Place): void;
  /** Whether anything is still wanted there. */
  isOpen(place: Place): boolean;
}

/** One lane for each login; finds for each place the one that leads there. */
export class Lanes {
  readonly #settings: LanesSettings;
  readonly #listener: LanesListener;
  readonly #limits: OutboxLimits;
  readonly #lanes = new Map<string, Lane>();
  /** Of logins whose lane has ended: GitHub goes on counting. */
  readonly #former = new Map<string, Windows>();
  readonly #stopping = new AbortController();
  readonly #calling = new AbortController();

  constructor(settings: LanesSettings, listener: LanesListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#limits = { ...usualLimits, ...settings.limits };
  }

  paused(): PauseReason[] {
    return [...this.#lanes.values()].flatMap(({ pausedFor }) => pausedFor ?? []);
  }

  /** Finds the way to GitHub; where there is none, looks again every few minutes. */
  async open(place: Place): Promise<void> {
    const { clock, readSecret, hosts } = this.#settings;
    const { signal } = this.#stopping;
    if (place.isOpening) return;
    place.isOpening = true;
    while (this.#isOpen(place) && place.lane === undefined) {
      place.again = new AbortController();
      const { telling } = place.desk;
      try {
        const login = await loginFor(telling, readSecret, hosts);
        const github = await this.#connect(login);
        const isStale = wayOf(telling) !== wayOf(place.desk.telling);
        if (!isStale && this.#isOpen(place)) this.#enter(place, login, github);
      } catch (error) {
        // Who ends can read no Secret any more: that is nobody's trouble.
        if (signal.aborted) break;
        place.noWay = noWay(error);
        this.#listener.onFailure("credentials");
        this.#listener.onWay(place);
        await pause(clock, askAgain, AbortSignal.any([signal, place.again.signal]));
      }
    }
    place.isOpening = false;
  }

  /** Another login may be in the Secret by now, or another way may lead there. */
  async renew(place: Place, isOtherWay = false): Promise<void> {
    const { readSecret, hosts } = this.#settings;
    const { lane, desk } = place;
    place.again.abort();
    if (lane === undefined || place.isOpening) return;
    place.isOpening = true;
    try {
      const login = await loginFor(desk.telling, readSecret, hosts);
      if (login.id === lane.id && !isOtherWay) return;
      const github = await this.#connect(login);
      if (!this.#isOpen(place) || place.lane !== lane) return;
      this.close(place);
      desk.rests.clear();
      this.#enter(place, login, github, lane);
    } catch {
      // What is known to be wrong is told already; it is read again when it has failed again.
    } finally {
      place.isOpening = false;
    }
  }

  /** Takes a place out of its lane; one that nobody needs ends. */
  close(place: Place): void {
    const { lane, desk } = place;
    place.lane = undefined;
    if (lane === undefined) return;
    lane.desks.delete(desk);
    if (lane.desks.size > 0) return;
    this.#lanes.delete(lane.id);
    this.#former.set(lane.id, lane.windows);
    void lane.stop();
  }

  /** What is on its way may take so many milliseconds. */
  async stop(grace: number): Promise<void> {
    this.#stopping.abort();
    const callOff = this.#settings.clock.after(grace, () => this.#calling.abort());
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop()));
    callOff();
    this.#calling.abort();
  }

  #isOpen(place: Place): boolean {
    return !this.#stopping.signal.aborted && this.#listener.isOpen(place);
  }

  #connect({ id: _, ...way }: Login): Promise<Github> {
    const { connect = connectGithub, userAgent } = this.#settings;
    const { timeout } = this.#limits;
    // It waits and tries again by itself, where more words can be gathered meanwhile.
    const limits = { timeout, retries: 0, longestWait: 0, paced: false };
    return connect({ ...way, userAgent, limits, signal: this.#calling.signal });
  }

  #enter(place: Place, { id }: Login, github: Github, from?: Lane): void {
    let lane = this.#lanes.get(id);
    if (lane === undefined) {
      const { mayWrite, clock, random } = this.#settings;
      // GitHub counts a person's tokens together: another one starts with no more.
      const windows = from?.windows ?? this.#windows(id);
      lane = new Lane({ id, windows, mayWrite, clock, random, listener: this.#listener });
      this.#lanes.set(id, lane);
    }
    lane.desks.set(place.desk, github);
    place.lane = lane;
    place.noWay = undefined;
    lane.wake();
    this.#listener.onWay(place);
  }

  #windows(id: string): Windows {
    const now = this.#settings.clock.now();
    for (const [login, { writes, reads }] of this.#former) {
      if (writes.isEmpty(now) && reads.isEmpty(now)) this.#former.delete(login);
    }
    const former = this.#former.get(id);
    if (former !== undefined) return former;
    const { writes, reads } = this.#limits;
    return { writes: new Window(writes, presumedCalls(writes, now)), reads: new Window(reads) };
  }
}

/** Milliseconds after which a Secret that was of no use is read again. */
const askAgain = 2 * 60_000;

function noWay(error: unknown): Trouble {
  // The API server's own errors may pass, and are told by those who read more of it.
  const message = error instanceof Error ? error.message : String(error);
  const help = error instanceof UserError ? error.help : undefined;
  return {
    reason: "CredentialsUnusable",
    message: help === undefined ? message : `${message}; ${help}`,
  };
}
