import type { Github } from "../../src/github/github.ts";
import type { TroubleReason } from "./telling.ts";

/** One thing that is to be said: a status of a commit in one context, or a deployment of it. */
export interface Slot {
  readonly kind: SlotKind;
  readonly commit: string;
  /** Its place among those of its commit; 0 matters most. */
  readonly rank: number;
  /** Whether what is wanted needs nothing after it. */
  readonly isLast: boolean;
  /** Whether it tells of a commit of which nothing is said yet: people wait for that. */
  readonly isFirst: boolean;
  /** When what is wanted came to be wanted; it tells which is older. */
  readonly since: number;
  /** Whether what is wanted is said; or never can be, or has not to be. */
  readonly isDone: boolean;
  /** Why it can never be said. */
  readonly dropped: Dropped | undefined;
  /** In a row; and when to try again. */
  failures: number;
  retryAt: number;
  /** The next call that it takes. Not to be asked of one that is done. */
  next(now: number): Call;
  /** It is never said. */
  drop(why: Dropped): void;
}

export type SlotKind = "status" | "deployment";

export interface Dropped {
  readonly reason: TroubleReason;
  readonly message: string;
}

/** One request, or a few that GitHub counts as one kind. */
export interface Call {
  readonly is: "read" | "write";
  /** What it says counts from then on; where it fails, nothing does. @throws GithubError */
  make(github: Github, now: () => number): Promise<void>;
}
