import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import { nameOf } from "../../src/kube/object.ts";
import type { Application } from "../decide/decision.ts";
import { emptiedBy, empty } from "./emptied.ts";
import { mayTakeBack, takeBack, takeOver } from "./take-back.ts";

export interface ApplyOptions {
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
  readonly version?: string;
}

export interface AppliedObject {
  readonly object: LiveObject;
  /** Whether nothing came of it: the object is as it was right before. */
  readonly isSame: boolean;
}

/**
 * Server-side apply without force. Fields that somebody wrote once by hand are taken back where Git says otherwise. Undefined
 * in a dry run that would have to take fields back or out first, which cannot be rehearsed.
 *
 * @param version the resource version that was last seen.
 */
export async function applyOne(
  cluster: Cluster,
  { manifest, why }: Application,
  { dryRun, signal, version }: ApplyOptions,
): Promise<AppliedObject | undefined> {
  const options = { dryRun, ...(signal === undefined ? {} : { signal }) };
  const apply = async (before: string | undefined): Promise<AppliedObject> => {
    const { object } = await cluster.apply(manifest, options);
    return { object, isSame: object.metadata.resourceVersion === before };
  };
  if (why === "adopt" && !dryRun) {
    const live = await cluster.get(nameOf(manifest), options);
    if (live) await takeOver(cluster, live, signal);
  }
  try {
    return await apply(version);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const emptied = emptiedBy(error);
    if (emptied.length > 0) {
      if (dryRun) return undefined;
      const live = await cluster.get(nameOf(manifest), options);
      if (live === undefined) throw error;
      await empty(cluster, live, emptied, signal);
      return apply(undefined);
    }
    if (error.conflicts.length === 0) throw error;
    const live = await cluster.get(nameOf(manifest), options);
    if (live === undefined) throw error;
    if (dryRun) {
      if (why === "adopt" || mayTakeBack(live, error.conflicts)) return undefined;
      throw error;
    }
    if (!mayTakeBack(live, error.conflicts)) throw error;
    return apply(await takeBack(cluster, live, signal));
  }
}
