import type { Telling, Trouble } from "./telling.ts";

/**
 * Says on GitHub what should be said: within GitHub's limits, the last words of commits first, each only once. It keeps
 * nothing on a disk: what should be said is told again after a restart (`want`), with what is somebody else's, and what has been
 * said is read from GitHub.
 */
export interface Outbox {
  /** What should be said of a NIMRepository from now on; takes the place of all that was wanted of it before. */
  want(key: string, telling: Telling): void;
  /**
   * Nothing more will be wanted of it; what was wanted last is still sent, if it can be. Resolves when that is done,
   * or can never be.
   */
  leave(key: string): Promise<void>;
  /** Whether all that is wanted of this commit has been said, or never can be. */
  isSaid(key: string, commit: string): boolean;
  /** Contexts of a commit that somebody else writes. The only thing that GitHub does not tell after a restart. */
  contestedOf(key: string, commit: string): readonly string[];
  /** What keeps a NIMRepository's words from being said. */
  troubleOf(key: string): Trouble | undefined;
  /** Nothing more is begun; what is on its way may take so many milliseconds. */
  stop(grace: number): Promise<void>;
}

/** What the process hears of it. None of these may throw. */
export interface OutboxListener {
  /** All of a commit has been said, or can never be: nobody needs to remember it any longer. */
  onSaid(key: string, commit: string): void;
  /** Something is wrong that somebody has to see to, or is no longer (undefined). Told when it changes. */
  onTrouble(key: string, trouble: Trouble | undefined): void;
  /** A context was found to be somebody else's: another process that begins knows it only if it is told. */
  onLeft(key: string): void;
  /** A fault of ours. */
  onFault(error: unknown): void;
}
