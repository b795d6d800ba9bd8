import { ClusterError } from "../../src/kube/cluster-error.ts";
import { type Application, type Decision, idOf, keyOf } from "../decide/decision.ts";
import type { ResourceId } from "../repository/types.ts";
import { applyOne } from "./apply-one.ts";
import { attemptOf } from "./attempt-of.ts";
import type { CarryOutContext } from "./context.ts";
import type { Effect } from "./effect.ts";
import { type Failure, failureOf } from "./failure.ts";
import { inLanes } from "./in-lanes.ts";

export interface Rehearsal {
  /** Those that cannot be written, and do not keep the others from it. */
  readonly failed: readonly Effect[];
  readonly refused: (Failure & { readonly about: ResourceId }) | undefined;
  readonly transient: Failure | undefined;
}

type Context = Pick<CarryOutContext, "cluster" | "attempts" | "rehearsed" | "now" | "signal">;

/**
 * Asks the server of everything that Git brings anew, before anything is written: what is applied now and what waits. What it
 * has found good once is not asked again while it waits.
 */
export async function rehearse({ apply, hold }: Decision, context: Context): Promise<Rehearsal> {
  const { cluster, attempts, rehearsed, now, signal } = context;
  const waiting = hold.flatMap(({ application }) => application ?? []);
  const brought = [...apply, ...waiting].filter(
    ({ why, digest, ...id }) => why !== "correct" && rehearsed.get(keyOf(id)) !== digest,
  );
  const failed: Effect[] = [];
  let refused: Rehearsal["refused"];
  let transient: Failure | undefined;
  const failures = (application: Application, error: ClusterError) => {
    const key = keyOf(application);
    const before = attempts.get(key);
    const failure = failureOf(error, application, before?.tries ?? 0);
    if (failure.kind === "transient") transient ??= failure;
    else {
      attempts.set(key, attemptOf(application, failure, { before, now: now() }));
      failed.push({ ...idOf(application), did: "failed", reason: failure.reason, message: failure.message });
    }
    if (failure.kind === "set" && isFirst(application, refused?.about))
      refused = { ...failure, about: idOf(application) };
  };
  await inLanes(brought, async (application) => {
    if (transient !== undefined || signal?.aborted) return;
    try {
      await applyOne(cluster, application, { dryRun: true, ...(signal && { signal }) });
      rehearsed.set(keyOf(application), application.digest);
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason === "aborted") throw error;
      failures(application, error);
    }
  });
  return { failed: failed.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)), refused, transient };
}

/** Answers come in any order; the same one is told each time. */
function isFirst(id: ResourceId, other: ResourceId | undefined): boolean {
  return other === undefined || keyOf(id) < keyOf(other);
}
