import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import { liveWorld } from "../../src/nim/health/surroundings.ts";
import { nimKinds } from "../../src/nim/schema/kinds.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { inLanes } from "../apply/in-lanes.ts";
import type { LiveSource } from "./pass.ts";

/** Asks for everything each time: for a single pass. What may not be looked at besides the four kinds is left out. */
export function listedWorld(cluster: Cluster, signal?: AbortSignal): LiveSource {
  return {
    async world(namespaces, now) {
      const objects: ValueMap[] = [];
      const unseen = new Set<string>();
      const wanted = namespaces.flatMap((namespace) =>
        [...ours, ...around].map((kind) => ({ ...kind, namespace })),
      );
      await inLanes(wanted, async ({ apiVersion, kind, namespace }) => {
        try {
          const { items } = await cluster.listAll(
            { apiVersion, kind },
            { namespace, ...(signal && { signal }) },
          );
          objects.push(...items);
        } catch (error) {
          const isOurs = ours.some((each) => each.kind === kind);
          if (isOurs || !(error instanceof ClusterError) || !mayBeMissed.has(error.reason)) throw error;
          unseen.add(kind);
        }
      });
      const knows = [...ours, ...around].map(({ kind }) => kind).filter((kind) => !unseen.has(kind));
      return liveWorld(objects, { knows, now });
    },
  };
}

const ours = nimKinds.map((kind) => ({ apiVersion: "apps.nvidia.com/v1alpha1", kind }));
/** What tells why something does not get on, where it may be looked at. */
const around = [
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "v1", kind: "Pod" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim" },
  { apiVersion: "apps/v1", kind: "Deployment" },
];
const mayBeMissed: ReadonlySet<string> = new Set(["forbidden", "not-served"]);
