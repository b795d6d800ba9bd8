import { type Claims, Desk } from "./desk.ts";
import { Lanes, type LanesListener, type LanesSettings } from "./lanes.ts";
import type { Outbox, OutboxListener } from "./outbox.ts";
import type { OutboxDepth, OutboxMetrics } from "./outbox-metrics.ts";
import { isSamePlace, Place, wayOf } from "./place.ts";
import type { Telling, Trouble } from "./telling.ts";

export interface OutboxSettings extends LanesSettings {
  readonly metrics: OutboxMetrics;
  readonly listener: OutboxListener;
}

/** Opens the outbox; nothing is read or sent before something is wanted. */
export function openOutbox(settings: OutboxSettings): Outbox {
  return new GithubOutbox(settings);
}

class GithubOutbox implements Outbox {
  readonly #settings: OutboxSettings;
  readonly #claims: Claims = new Map();
  readonly #places = new Map<string, Place>();
  /** Those that nothing more is wanted of, and whose words are still sent. */
  readonly #leaving = new Set<Place>();
  readonly #lanes: Lanes;
  #isStopped = false;

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
    this.#lanes = new Lanes(settings, this.#listener());
    settings.metrics.observeOutbox(() => this.#depth());
  }

  want(key: string, telling: Telling): void {
    if (this.#isStopped) return;
    const { clock, metrics } = this.#settings;
    const place = this.#placeFor(key, telling);
    const isOtherWay = wayOf(place.desk.telling) !== wayOf(telling);
    metrics.coalesced(place.desk.want(telling, clock.now()));
    if (isOtherWay) void this.#lanes.renew(place, isOtherWay);
    this.#go(place);
  }

  async leave(key: string): Promise<void> {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#leaving.add(place);
    place.desk.isLeaving = true;
    for (const other of this.#places.values()) {
      other.desk.claim();
      this.#go(other);
    }
    await this.#left(place);
    this.#leaving.delete(place);
    // It may be wanted again by now.
    if (this.#isOpen(place)) return;
    this.#lanes.close(place);
    place.desk.forget();
  }

  isSaid(key: string, commit: string): boolean {
    return this.#places.get(key)?.desk.isSaid(commit) ?? true;
  }

  contestedOf(key: string, commit: string): readonly string[] {
    const left = this.#places.get(key)?.desk.left() ?? [];
    return left.filter((slot) => slot.commit === commit).map(({ context }) => context);
  }

  troubleOf(key: string): Trouble | undefined {
    return this.#places.get(key)?.trouble;
  }

  async stop(grace: number): Promise<void> {
    this.#isStopped = true;
    for (const place of this.#leaving) place.leave?.();
    await this.#lanes.stop(grace);
  }

  /** What was wanted of another repository before is still sent there. */
  #placeFor(key: string, telling: Telling): Place {
    const place = this.#places.get(key);
    if (place && isSamePlace(place.desk.telling, telling)) return place;
    if (place) void this.leave(key);
    // One that was made anew knows nothing of the commits of the one before, whose last words are still sent.
    const back = [...this.#leaving].find(
      ({ desk }) => desk.key === key && isSamePlace(desk.telling, telling) && desk.isWithin(telling),
    );
    const next = back ?? new Place(new Desk(key, telling, this.#claims));
    this.#places.set(key, next);
    next.desk.isLeaving = false;
    back?.leave?.();
    return next;
  }

  #go(place: Place): void {
    this.#tell(place);
    if (place.lane) place.lane.wake();
    else if (!place.desk.isDone) void this.#lanes.open(place);
  }

  /** Resolves when all of it is said, or there is no use to wait for it. */
  #left(place: Place): Promise<void> {
    const { clock } = this.#settings;
    return new Promise((resolve) => {
      const callOff = clock.after(patience, resolve);
      place.leave = () => {
        place.leave = undefined;
        callOff();
        resolve();
      };
      this.#go(place);
    });
  }

  /** Tells what has changed about it. */
  #tell(place: Place): void {
    const { listener } = this.#settings;
    const { desk, trouble } = place;
    if (this.#places.get(desk.key) !== place) {
      if (place.isOver) place.leave?.();
      return;
    }
    if (place.isOtherTrouble()) listener.onTrouble(desk.key, trouble);
    if (place.isMoreLeft()) listener.onLeft(desk.key);
    for (const commit of place.newlyEnded()) listener.onSaid(desk.key, commit);
  }

  #listener(): LanesListener {
    const { metrics, listener } = this.#settings;
    return {
      onSent: (kind) => metrics.sent(kind),
      onFailure: (reason) => metrics.failed(reason),
      onDropped: (reason) => metrics.dropped(reason),
      onFault: (error) => listener.onFault(error),
      onWay: (place) => this.#tell(place),
      isOpen: (place) => this.#isOpen(place),
      onChange: (desk) => {
        const place = this.#placeOf(desk);
        if (place) this.#tell(place);
      },
      onUseless: (desks) => {
        for (const desk of desks) {
          const place = this.#placeOf(desk);
          if (!place) continue;
          this.#tell(place);
          void this.#lanes.renew(place);
        }
      },
    };
  }

  #placeOf(desk: Desk): Place | undefined {
    const place = this.#places.get(desk.key);
    return place?.desk === desk ? place : [...this.#leaving].find((each) => each.desk === desk);
  }

  #isOpen(place: Place): boolean {
    return this.#leaving.has(place) || this.#places.get(place.desk.key) === place;
  }

  /** Who has ended has nothing to send: another process may have by now. */
  #depth(): OutboxDepth {
    if (this.#isStopped) return { open: 0, oldest: 0, resting: [] };
    const now = this.#settings.clock.now();
    const places = [...this.#places.values(), ...this.#leaving];
    const open = places.flatMap(({ desk }) => [...desk.slots()].filter(({ isDone }) => !isDone));
    const oldest = open.reduce((least, { since }) => Math.min(least, since), now);
    const resting = places.flatMap(({ trouble }) => trouble?.reason ?? []);
    return {
      open: open.length,
      oldest: (now - oldest) / 1000,
      resting: [...this.#lanes.paused(), ...resting],
    };
  }
}

/** Milliseconds for the last words of what nobody follows any longer. */
const patience = 10 * 60_000;
