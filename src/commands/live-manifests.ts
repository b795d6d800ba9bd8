import type { Cluster } from "../kube/cluster.ts";
import { ClusterError } from "../kube/cluster-error.ts";
import type { LiveObject } from "../kube/object.ts";
import { ManifestDocument, SourceFile } from "../manifest/document.ts";
import type { ClusterScope } from "../manifest/load.ts";
import { ResourceSet, resourceFrom } from "../manifest/resource.ts";
import { listAt, textAt } from "../nim/health/fields.ts";
import { type NimKind, nimKinds } from "../nim/schema/kinds.ts";
import { isMap } from "../nim/value.ts";
import { UserError } from "../user-error.ts";

/**
 * The NIM resources that a cluster has in the namespaces of a set of manifests, with their status. The services that a
 * pipeline owns are left out: the pipeline says what they are. Needs no right but to list the four kinds.
 *
 * @throws UserError where the cluster cannot be reached, does not know the kinds, or may not be asked.
 */
export async function liveManifests(
  cluster: Cluster,
  scope: ClusterScope,
  set: ResourceSet,
): Promise<ResourceSet> {
  const namespaces = new Set(set.resources.map(({ namespace }) => namespace));
  if (namespaces.size === 0) namespaces.add(scope.namespace);
  const wanted = [...namespaces].sort().flatMap((namespace) => nimKinds.map((kind) => ({ kind, namespace })));
  const lists = await Promise.all(wanted.map((each) => listed(cluster, each)));
  if (lists.every((items) => items === undefined)) {
    throw new UserError(`${cluster.server} does not know the kinds of the NIM Operator`, {
      help: "install the NIM Operator there, or choose another cluster with --context",
    });
  }
  const { server } = cluster;
  const document = new ManifestDocument(new SourceFile(server, ""), { start: 0, end: 0 }, false);
  const { operatorVersion } = scope;
  const resources = lists.flatMap((items, index) => {
    const { kind, namespace } = wanted[index] ?? { namespace: "" };
    if (kind === undefined) return [];
    return (items ?? [])
      .filter((object) => !isChild(object))
      .map((object) => resourceFrom(kind, object, { document, base: [], namespace, operatorVersion }));
  });
  // What else there is, such as priority classes, is not asked for, and taken to be as it is written.
  return new ResourceSet(resources, set.companions);
}

/** Undefined where the cluster does not know the kind. */
async function listed(
  cluster: Cluster,
  { kind, namespace }: { readonly kind: NimKind; readonly namespace: string },
): Promise<readonly LiveObject[] | undefined> {
  try {
    return (await cluster.listAll({ apiVersion: "apps.nvidia.com/v1alpha1", kind }, { namespace })).items;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.reason === "not-served" || error.reason === "not-found") return undefined;
    if (error.reason !== "forbidden") throw error;
    const resource = `${kind.toLowerCase()}s.apps.nvidia.com`;
    throw new UserError(
      `these credentials may not list ${resource} in namespace ${JSON.stringify(namespace)} of ${cluster.server}`,
      {
        help: `--live needs a Role with the verb list on nimcaches, nimservices, nimpipelines and nimbuilds of apps.nvidia.com there`,
      },
    );
  }
}

function isChild(object: LiveObject): boolean {
  return listAt(object, "metadata", "ownerReferences").some(
    (owner) => isMap(owner) && textAt(owner, "kind") === "NIMPipeline",
  );
}
