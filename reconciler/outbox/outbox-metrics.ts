import type { SlotKind } from "./slot.ts";

/** What is counted of an outbox. */
export interface OutboxMetrics {
  sent(what: SlotKind): void;
  /** Words that others took the place of before they were sent. */
  coalesced(count: number): void;
  /** Words that can never be sent. */
  dropped(reason: string): void;
  failed(reason: string): void;
  /** Of the outbox that is open now. */
  observeOutbox(depth: () => OutboxDepth): void;
}

export interface OutboxDepth {
  /** Words that are not sent yet. */
  readonly open: number;
  /** Seconds that the oldest of them has waited. */
  readonly oldest: number;
  /** Why logins and repositories rest, one for each. */
  readonly resting: readonly string[];
}
