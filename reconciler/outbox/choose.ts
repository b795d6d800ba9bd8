import type { Desk } from "./desk.ts";
import type { Slot } from "./slot.ts";

/** What may be said next: the last words of a commit before those that others follow; of these the first words, then the newest. */
export interface Choice {
  readonly desk: Desk;
  readonly slot: Slot;
}

export function choose(
  desks: Iterable<Desk>,
  now: number,
): {
  readonly choice: Choice | undefined /** When what rests may be tried again. */;
  readonly again?: number;
} {
  let choice: Choice | undefined;
  let again = Number.POSITIVE_INFINITY;
  for (const desk of desks) {
    for (const slot of desk.slots()) {
      if (slot.isDone) continue;
      const from = Math.max(slot.retryAt, desk.rests.get(slot.kind)?.until ?? 0);
      if (from > now) again = Math.min(again, from);
      else if (choice === undefined || comesBefore(slot, choice.slot)) choice = { desk, slot };
    }
  }
  return { choice, ...(Number.isFinite(again) && { again }) };
}

function comesBefore(one: Slot, other: Slot): boolean {
  // One that fails each time must not keep the others from their turn.
  if ((one.failures === 0) !== (other.failures === 0)) return one.failures === 0;
  if (one.isLast !== other.isLast) return one.isLast;
  if (one.isFirst !== other.isFirst) return one.isFirst;
  if ((one.rank === 0) !== (other.rank === 0)) return one.rank === 0;
  // Of last words the oldest, so that each has its turn; of progress the newest, where people look.
  return one.isLast ? one.since < other.since : one.since > other.since;
}
