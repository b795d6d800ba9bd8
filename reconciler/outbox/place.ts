import type { Desk } from "./desk.ts";
import type { Lane } from "./lane.ts";
import type { Telling, Trouble } from "./telling.ts";

/** A NIMRepository's desk, and the way from it to GitHub. */
export class Place {
  readonly desk: Desk;
  lane: Lane | undefined;
  /** Why there is no lane. */
  noWay: Trouble | undefined;
  isOpening = false;
  /** Aborted when its Secret is to be read again sooner. */
  again = new AbortController();
  /** Nothing more will be wanted: whom to tell when it is done. */
  leave: (() => void) | undefined;
  #told: Trouble["reason"] | undefined;
  readonly #ended = new Set<string>();
  readonly #left = new Set<string>();

  constructor(desk: Desk) {
    this.desk = desk;
  }

  get trouble(): Trouble | undefined {
    return this.noWay ?? this.lane?.trouble ?? this.desk.trouble;
  }

  /** Whether there is nothing to wait for: all is said, or what is not has no way. What others have taken over is theirs. */
  get isOver(): boolean {
    return this.desk.isDone || (this.noWay ?? this.lane?.trouble ?? this.desk.resting) !== undefined;
  }

  /** Whether its trouble is another one than when it was asked last. */
  isOtherTrouble(): boolean {
    const reason = this.trouble?.reason;
    const isOther = reason !== this.#told;
    this.#told = reason;
    return isOther;
  }

  /** Whether more is left to somebody else than when it was asked last. */
  isMoreLeft(): boolean {
    const { size } = this.#left;
    for (const { commit, context } of this.desk.left()) this.#left.add(`${commit} ${context}`);
    return this.#left.size > size;
  }

  /** Commits of which the last words came to be said since it was asked last. */
  newlyEnded(): string[] {
    const ended = this.desk.ended();
    const news = [...ended].filter((commit) => !this.#ended.has(commit));
    this.#ended.clear();
    for (const commit of ended) this.#ended.add(commit);
    return news;
  }
}

export function isSamePlace(one: Telling, other: Telling): boolean {
  return (
    one.apiUrl === other.apiUrl &&
    one.repository.owner === other.repository.owner &&
    one.repository.name === other.repository.name
  );
}

/** How one gets there. */
export function wayOf({ secret, proxy, certificateAuthority }: Telling): string {
  return JSON.stringify([secret, proxy, certificateAuthority]);
}
