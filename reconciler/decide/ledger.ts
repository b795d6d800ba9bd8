import type { LedgerEntry } from "../repository/types.ts";
import { recent } from "./damping.ts";
import { type Application, type DecideInput, idOf, keyOf } from "./decision.ts";
import type { Pruning } from "./prune.ts";
import type { Verdict } from "./verdict.ts";
import type { Wanted } from "./wanted.ts";

/**
 * What is ours and what is about to be, so that nothing leaks when we die half-way; what Git no longer has stays until it is
 * really gone. What is not applied yet has no digest.
 */
export function ledgerOf(
  { ledger, revision, now }: DecideInput,
  verdicts: ReadonlyMap<string, Verdict>,
  apply: readonly Application[],
  { prune, keep, deleting }: Pruning,
  wanted: readonly Wanted[],
): LedgerEntry[] {
  const known = new Map(ledger.map((entry) => [keyOf(entry), entry]));
  const entries = new Map<string, LedgerEntry>();
  for (const { resource, digest } of wanted) {
    const key = keyOf(resource);
    const verdict = verdicts.get(key);
    const entry = known.get(key);
    const id = idOf(resource);
    if (verdict === undefined || verdict.as === "refuse") continue;
    if (verdict.as === "same" && verdict.live) {
      const isNew = entry?.digest !== digest;
      const appliedAt = entry?.appliedAt ?? new Date(now).toISOString();
      entries.set(key, {
        ...id,
        revision,
        appliedAt,
        ...withoutLeft(entry, now),
        ...(isNew ? { digest, revision } : {}),
      });
    } else if (entry !== undefined && verdict.live !== undefined)
      entries.set(key, { ...id, ...withoutLeft(entry, now) });
  }
  for (const application of apply) {
    const key = keyOf(application);
    if (!entries.has(key)) entries.set(key, idOf(application));
  }
  for (const id of [...prune, ...deleting])
    entries.set(keyOf(id), { ...idOf(id), ...withoutLeft(known.get(keyOf(id)), now) });
  for (const { reason, ...id } of keep) {
    entries.set(keyOf(id), { ...idOf(id), ...withoutLeft(known.get(keyOf(id)), now), leftBehind: reason });
  }
  return [...entries.values()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function withoutLeft(entry: LedgerEntry | undefined, now: number): Partial<LedgerEntry> {
  if (entry === undefined) return {};
  const { leftBehind: _, corrected = [], ...rest } = entry;
  const counts = recent(corrected, now);
  return { ...rest, ...(counts.length > 0 && { corrected: counts }) };
}
