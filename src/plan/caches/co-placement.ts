import type { CompletedPool, Inventory, StorageClass } from "../../inventory/inventory.ts";
import { poolNodes } from "../../inventory/nodes.ts";
import type { Reason } from "../plan.ts";
import { isInTopology, reachOf } from "../scheduler/volume-binding.ts";
import { separatingSelector } from "../separate-pools.ts";

export interface CoPlacement {
  readonly storage: StorageClass;
  readonly pools: readonly CompletedPool[];
  readonly components: Inventory["components"];
  /** Names of the pools that take the pods of the cache's job. */
  readonly job: readonly string[];
  /** Those that take the pods of one that mounts the claim, and its name. */
  readonly consumers: readonly { readonly name: string; readonly pools: readonly string[] }[];
}

/**
 * Whether the volume is made where those can run who need it. The job of a cache asks for no GPU and runs on any node with
 * an NVIDIA device, and where it runs decides the place of a volume of one node or of one zone. The scheduler of the
 * services comes too late. Source: Kubernetes VolumeBinding; k8s-nim-operator nimcache_controller.go, constructPodSpec.
 */
export function coPlacementReasons(question: CoPlacement): Reason[] {
  const { storage, pools, job } = question;
  const reach = reachOf(storage);
  if (reach === "anywhere" || job.length === 0) return [];
  const isEarly = reach === "zone" && storage.volumeBindingMode !== "WaitForFirstConsumer";
  // A volume that is bound at once is made in any zone of the class, and the job must follow it.
  const places = pools.filter((pool) =>
    isEarly
      ? isInTopology(poolNodes(pool, question.components).at(0).labels, storage)
      : job.includes(pool.name),
  );
  return question.consumers.flatMap((consumer) => {
    const own = pools.filter(({ name }) => consumer.pools.includes(name));
    if (own.length === 0) return [];
    const reached = new Set(own.map((pool) => placeOf(pool, reach)));
    const bad = places.filter((pool) => !reached.has(placeOf(pool, reach)));
    if (bad.length === 0) return [];
    // A pool whose zone nobody says may be near after all.
    const isKnown = reach === "node" || [...own, ...bad].every(({ zone }) => zone !== undefined);
    const isNever = isKnown && bad.length === places.length;
    return [reasonOf(question, consumer.name, own, bad, { reach, isEarly, isNever })];
  });
}

function placeOf({ name, zone }: CompletedPool, reach: "node" | "zone"): string {
  // Pools of which nobody says the zone are taken to be in one.
  return reach === "node" ? name : (zone ?? "");
}

function reasonOf(
  { storage, components }: CoPlacement,
  consumer: string,
  own: readonly CompletedPool[],
  bad: readonly CompletedPool[],
  { reach, isEarly, isNever }: { reach: "node" | "zone"; isEarly: boolean; isNever: boolean },
): Reason {
  const selector = separatingSelector(own, bad, components);
  const names = bad.map(({ name }) => name).join(", ");
  const what = reach === "node" ? "stays on the node of the download" : "stays in the zone of the download";
  const message = `a volume of the storage class ${storage.name} ${what}, ${isNever ? "which is always" : "which may be"} in ${names}, where ${consumer} never runs`;
  const help = isEarly
    ? `take a class with volumeBindingMode: WaitForFirstConsumer, and ${selectorHelp(selector)}`
    : selectorHelp(selector);
  return { code: isNever ? "cache-out-of-reach" : "cache-may-bind-elsewhere", message, help };
}

/** A NIMCache has a nodeSelector and no affinity. */
function selectorHelp(selector: ReturnType<typeof separatingSelector>): string {
  if (selector?.values.length === 1)
    return `add to the NIMCache: ${selector.text}, and the tolerations that its service has`;
  return "give the nodes that the service uses a label of their own, and the NIMCache a nodeSelector for it";
}
