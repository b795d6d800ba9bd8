import type { CompletedPool, Inventory } from "../../inventory/inventory.ts";
import { poolNodes } from "../../inventory/nodes.ts";
import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { isMultiNode, mostReplicas, nodesOfReplica } from "../../nim/multi-node.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { WorkloadDemand } from "../demand/demand.ts";
import { gpusAskedBy } from "../hardware/gpus-asked.ts";
import type { Mounter } from "./access.ts";

export interface MounterContext {
  readonly operatorVersion: OperatorVersion;
  readonly inventory: Inventory | undefined;
  readonly pools: readonly CompletedPool[];
  /** By kind, namespace and name, such as `NIMService models/llama`. */
  readonly workloads: ReadonlyMap<string, WorkloadDemand>;
  /** Names of the pools that take a pod of the workload alone. */
  takes(workload: WorkloadDemand): readonly string[];
}

/** How a service mounts a claim; nothing for other kinds: a build's pod ends, and runs while its service is not there yet. */
export function mounterOf(resource: Resource, context: MounterContext): Mounter[] {
  const { operatorVersion, pools, workloads, takes, inventory } = context;
  if (!isOfKind(resource, "NIMService")) return [];
  const { spec, kind, namespace, name: own } = resource;
  const called = `${kind} ${namespace}/${own}`;
  const nodes = isMultiNode(spec, operatorVersion) ? nodesOfReplica(spec) : 1;
  const most = mostReplicas(spec);
  const least = spec.scale?.enabled === true ? Math.min(spec.scale.hpa?.minReplicas ?? 1, most) : most;
  const workload = workloads.get(called);
  const asked = workload && gpusAskedBy(workload);
  const able = workload ? takes(workload) : [];
  const possible = pools.filter(({ name }) => able.includes(name));
  const counts = possible.map(
    ({ devices }) => devices.find(({ resource: name }) => name === asked?.resource)?.count ?? 0,
  );
  return [
    {
      name: called,
      ...(inventory && able.length > 0 && { able: firstNodes(possible, inventory.components) }),
      pods: { min: least * nodes, max: most * nodes },
      nodes,
      ...(asked && counts.length > 0 && { gpus: { each: asked.count, ofNode: Math.max(...counts) } }),
    },
  ];
}

/** No more are asked for than tell one from several. */
function firstNodes(pools: readonly CompletedPool[], components: Inventory["components"]): string[] {
  return pools.flatMap((pool) => {
    const { count, at } = poolNodes(pool, components);
    return Array.from({ length: Math.min(count, 2) }, (_, index) => `${pool.name}/${at(index).name}`);
  });
}
