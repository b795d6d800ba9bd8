import { ownerLabel } from "../decide/owner-label.ts";
import type { NIMRepositoryStatus } from "../repository/types.ts";
import { finalizer, letGo, removeFinalizer } from "./finalizer.ts";
import type { PassInput, PassResult } from "./pass.ts";
import { lastReports } from "./reported.ts";

/** The NIMRepository is being deleted: what it owns goes, or is let go, and then our finalizer. */
export async function goAway(input: PassInput, before: NIMRepositoryStatus): Promise<PassResult> {
  const { repository, cluster, live, store, now, dryRun } = input;
  const { metadata } = repository;
  const nothing = { effects: [], decision: undefined, wakeAt: undefined, transient: undefined };
  if (!metadata.finalizers?.includes(finalizer)) return { ...nothing, status: before, isGone: true };
  if (dryRun) return { ...nothing, status: before, isGone: false };
  const namespaces = new Set(before.ledger.map(({ namespace }) => namespace));
  const world = await live.world([...namespaces].sort(), now());
  const { effects, ledger } = await letGo(cluster, repository, before.ledger, world, ownerLabel(metadata));
  const { reports: _, ...known } = before;
  const reports = lastReports(repository, input.reporting, now());
  const status = {
    ...known,
    ledger,
    summary: `${ledger.length} on their way out`,
    ...(reports.length > 0 && { reports }),
  };
  const since = Date.parse(metadata.deletionTimestamp ?? "");
  const isTold = reports.length === 0 || !(now() - since < telling);
  if (ledger.length === 0 && isTold) {
    await removeFinalizer(cluster, repository);
    return { ...nothing, effects, status, isGone: true };
  }
  await store.write(status);
  return { ...nothing, effects, status, isGone: false };
}

/** Milliseconds: nobody is kept from going for longer because GitHub cannot be told. */
const telling = 60_000;
