import type { Cluster } from "../../src/kube/cluster.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import { labelOf } from "../../src/nim/health/live.ts";
import type { LiveWorld } from "../../src/nim/health/surroundings.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import type { Effect } from "../apply/effect.ts";
import { inLanes } from "../apply/in-lanes.ts";
import { idOf } from "../decide/decision.ts";
import { liveCachesOf } from "../decide/uses.ts";
import type { LedgerEntry, NIMRepository } from "../repository/types.ts";

export const finalizer = "nimops.dev/repository";

/** Puts our finalizer on a NIMRepository of a cluster, so that what it owns is let go in good order. */
export async function ensureFinalizer(cluster: Cluster, { metadata }: NIMRepository): Promise<void> {
  const { finalizers = [], resourceVersion, uid } = metadata;
  if (uid === undefined || finalizers.includes(finalizer)) return;
  await cluster.patch(named(metadata), {
    metadata: {
      finalizers: [...finalizers, finalizer],
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
  });
}

export async function removeFinalizer(
  cluster: Cluster,
  { metadata }: Pick<NIMRepository, "metadata">,
): Promise<void> {
  const { finalizers = [], resourceVersion } = metadata;
  if (!finalizers.includes(finalizer)) return;
  const left = finalizers.filter((each) => each !== finalizer);
  await cluster.patch(named(metadata), {
    metadata: { finalizers: left, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  });
}

export interface LettingGo {
  readonly effects: readonly Effect[];
  /** What is still on its way out. */
  readonly ledger: readonly LedgerEntry[];
}

/**
 * A NIMRepository goes: what it owns is deleted or left alone, as its policy says. What is left loses our label, so that nobody
 * waits for us to deliver it. Caches stay unless the policy has them deleted too, and then go after those who use them.
 */
export async function letGo(
  cluster: Cluster,
  { spec }: NIMRepository,
  ledger: readonly LedgerEntry[],
  live: LiveWorld,
  owner: string,
): Promise<LettingGo> {
  const effects: Effect[] = [];
  const left: LedgerEntry[] = [];
  await inLanes(ledger, async (entry) => {
    const around = live.around(entry.namespace);
    const object = around.find(entry.kind, entry.name);
    if (object === undefined || labelOf(object, repositoryLabel) !== owner) return;
    if (object.isDeleting) {
      left.push(entry);
      return;
    }
    const name = { apiVersion: "apps.nvidia.com/v1alpha1", ...idOf(entry) };
    const isCache = entry.kind === "NIMCache";
    if (spec.prune.onDelete === "orphan" || (isCache && spec.prune.caches === "keep")) {
      await cluster.patch(name, { metadata: { labels: { [repositoryLabel]: null } } });
      return;
    }
    const users = (["NIMService", "NIMPipeline", "NIMBuild"] as const).flatMap((kind) =>
      around.all(kind).filter((each) => [...liveCachesOf(each).values()].includes(entry.name)),
    );
    if (isCache && users.length > 0) {
      const areOurs = users.every((user) => labelOf(user, repositoryLabel) === owner);
      if (areOurs) left.push(entry);
      else await cluster.patch(name, { metadata: { labels: { [repositoryLabel]: null } } });
      return;
    }
    const resourceVersion = textAt(object.object, "metadata", "resourceVersion");
    await cluster.delete(name, { uid: object.uid, resourceVersion, propagation: "Background" });
    effects.push({ ...idOf(entry), did: "deleted" });
    left.push(entry);
  });
  return { effects, ledger: left };
}

function named({ namespace, name }: NIMRepository["metadata"]) {
  return { apiVersion: "nimops.dev/v1alpha1", kind: "NIMRepository", namespace, name };
}
