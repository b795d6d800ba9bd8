import type { Attempt } from "../decide/decision.ts";
import type { Revision } from "../source/source.ts";
import type { JudgedRevision } from "./judged-revision.ts";

/** What is remembered between two passes, and found again by looking after a restart. */
export interface PassMemory {
  /** What Git said last. */
  revision?: Revision;
  /** The newest revision, read and judged; it is not read again while it stays the newest. */
  judged?: JudgedRevision;
  /** The newest that was found good: it holds while a newer one is stalled. */
  good?: JudgedRevision | undefined;
  /** The one that was found good before that: it holds where the API server refuses the newer one. */
  previous?: JudgedRevision | undefined;
  /** What the API server refuses of a revision, by the key that it was judged with. */
  refused?: {
    readonly key: string;
    readonly reason: string;
    readonly message: string;
    readonly retryAt: number;
  };
  /** Writes that failed, by `keyOf`. */
  readonly attempts: Map<string, Attempt>;
  /** Digests that the API server has found good in a dry run, by `keyOf`. */
  readonly rehearsed: Map<string, string>;
}

export function newMemory(): PassMemory {
  return { attempts: new Map(), rehearsed: new Map() };
}
