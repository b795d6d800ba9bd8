import type { Cluster } from "../kube/cluster.ts";
import { ClusterError } from "../kube/cluster-error.ts";
import type { Kind, LiveObject } from "../kube/object.ts";
import { UserError } from "../user-error.ts";

/** What a cluster has that an inventory is made of. */
export interface Fleet {
  /** Nodes, the pods on them, storage classes and quotas, each kind in the order of names. */
  readonly objects: readonly LiveObject[];
  /** What may not be listed. */
  readonly unseen: readonly Unseen[];
  /** Without the suffix of a provider; undefined where the server does not tell. */
  readonly kubernetesVersion: string | undefined;
}

export interface Unseen {
  readonly kind: "Pod" | "StorageClass" | "ResourceQuota";
  /** As a ClusterRole names it. */
  readonly resource: string;
  /** What it means for an inventory that it is not there. */
  readonly without: string;
}

/**
 * Reads, with rights to list alone, what an inventory is made of. What may not be listed is left out, nodes apart.
 *
 * @throws UserError where the cluster cannot be reached, or its nodes may not be listed.
 */
export async function fetchFleet(cluster: Cluster): Promise<Fleet> {
  const [kubernetesVersion, ...lists] = await Promise.all([
    versionOf(cluster),
    ...parts.map((part) => listed(cluster, part)),
  ]);
  return {
    objects: lists.flatMap(({ items = [] }) => [...items].sort(byName)),
    unseen: lists.flatMap(({ part: { kind, resource, without }, items }) =>
      items !== undefined || kind === "Node" ? [] : [{ kind, resource, without }],
    ),
    kubernetesVersion,
  };
}

interface Part extends Omit<Unseen, "kind"> {
  readonly apiVersion: string;
  readonly kind: "Node" | Unseen["kind"];
  readonly fieldSelector?: string;
}

const parts: readonly Part[] = [
  { apiVersion: "v1", kind: "Node", resource: "nodes", without: "" },
  {
    apiVersion: "v1",
    kind: "Pod",
    resource: "pods",
    without: "a plan takes what others hold for free",
    // Those that hold something of a node.
    fieldSelector: "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed",
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    resource: "storageclasses.storage.k8s.io",
    without: "a plan cannot tell whether claims can be bound",
  },
  {
    apiVersion: "v1",
    kind: "ResourceQuota",
    resource: "resourcequotas",
    without: "a plan does not see what a namespace may have at most",
  },
];

/** Without items where they may not be listed. */
async function listed(cluster: Cluster, part: Part): Promise<{ part: Part; items?: readonly LiveObject[] }> {
  const kind: Kind = { apiVersion: part.apiVersion, kind: part.kind };
  const { fieldSelector } = part;
  try {
    const { items } = await cluster.listAll(kind, fieldSelector === undefined ? {} : { fieldSelector });
    return { part, items };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.reason !== "forbidden") throw error;
    if (part.kind !== "Node") return { part };
    throw new UserError(`these credentials may not list the nodes of ${cluster.server}`, {
      help: "ask for the ClusterRole of docs/inventory.md, which only lists; without nodes there is no inventory",
    });
  }
}

/** Everybody who has logged in may ask for it, unless the cluster takes that right away. */
async function versionOf(cluster: Cluster): Promise<string | undefined> {
  try {
    const { gitVersion } = await cluster.version();
    return /^v(\d+\.\d+\.\d+)/.exec(gitVersion)?.[1];
  } catch (error) {
    if (error instanceof ClusterError && error.reason === "forbidden") return undefined;
    throw error;
  }
}

function byName(one: LiveObject, other: LiveObject): number {
  const [a, b] = [one, other].map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);
  return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}
