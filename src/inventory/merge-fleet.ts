import { parse } from "yaml";
import type { Inventory, NodePool } from "./inventory.ts";
import { mergedInventory } from "./merge.ts";
import { mergedClusterFacts } from "./merge-cluster-facts.ts";
import { namedLike } from "./named-like.ts";
import { clusterSource } from "./node-marks.ts";

interface MergedFleet {
  readonly text: string;
  /** What somebody should look at, in sentences. */
  readonly told: readonly string[];
}

/**
 * Writes the inventory of a live cluster over one that is there already, if there is one: what is written by hand stays,
 * and so does what could not be seen. Without one, the text still says what is generated, for the next time.
 *
 * @throws UserError where the file cannot be changed.
 */
export function mergedFleet(
  before: { readonly inventory: Inventory; readonly text: string } | undefined,
  seen: Inventory,
  unseen: ReadonlySet<string>,
): MergedFleet {
  const known = before?.inventory.nodePools ?? [];
  const nodePools = namedLike(seen.nodePools, known).map((pool) => {
    const same = unseen.has("Pod") ? known.find(({ name }) => name === pool.name) : undefined;
    return same ? { ...pool, reserved: same.reserved } : pool;
  });
  const pools = mergedInventory(before?.text, {
    inventory: { ...seen, nodePools, generatedFrom: { source: "nimops inventory from-cluster" } },
    sources: new Map(nodePools.map(({ name }) => [name, clusterSource])),
    isOwn: (source) => source === clusterSource,
  });
  const facts = mergedClusterFacts(pools.text, {
    kubernetesVersion: seen.kubernetesVersion,
    storageClasses: unseen.has("StorageClass") ? undefined : seen.storageClasses,
    quotas: unseen.has("ResourceQuota") ? undefined : seen.quotas,
  });
  return {
    // Where nothing is new, not even the form of the text changes.
    text: before && saysTheSame(before.text, facts.text) ? before.text : facts.text,
    told: [
      ...pools.removed.map((name) => `the pool ${name} is gone from the cluster, and now from the file`),
      ...pools.kept
        .filter((field) => !isScaled(field, nodePools, known))
        .map((field) => `${field} stays as the file has it: the cluster has something else`),
      ...facts.onlyInFile.map((what) => `the ${what} stays in the file: the cluster does not have it`),
    ],
  };
}

function saysTheSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) =>
    JSON.stringify([parse(text, { version: "1.1" }), text.match(/generated from .*$/gm)]),
  );
  return a === b;
}

/** As many nodes as an autoscaler may have made contradict nothing. */
function isScaled(field: string, seen: readonly NodePool[], known: readonly NodePool[]): boolean {
  const at = (pools: readonly NodePool[]) => pools.find(({ name }) => field === `${name} nodes`)?.nodes;
  const [now, may] = [at(seen), at(known)];
  return now !== undefined && may !== undefined && may.min <= now.max && now.max <= may.max;
}
