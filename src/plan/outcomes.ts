import type { ClusterScope } from "../manifest/load.ts";
import type { Resource, ResourceSet } from "../manifest/resource.ts";
import type { KubernetesVersion } from "../nim/kubernetes-version.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import { type NimKind, nimKinds } from "../nim/schema/kinds.ts";
import { undecodable } from "../nim/schema/undecodable.ts";
import { formatPath } from "../nim/value.ts";
import type { Outcome, Surroundings } from "../nim/workload/made.ts";
import { objectsMadeOf } from "../nim/workload/objects.ts";

/** What manifests do not say. */
export interface OperatorSettings {
  /** The `nvidia.com/gpu.product` labels of the nodes; undefined where they are not known. */
  readonly products: readonly string[] | undefined;
  /** The deployment mode that the cluster's KServe is set to. */
  readonly kserveMode: string;
  /** Of the cluster; undefined is taken for new enough. */
  readonly kubernetesVersion: KubernetesVersion | undefined;
  /** By image reference, `repository:tag`; `asking` is the resource for which the operator would ask. */
  modelManifest(image: string, asking: Resource): ModelManifest;
  /** Whether the API server takes a resource. */
  isStored(resource: Resource): boolean;
  /** Kinds of objects that are asked for; all where it is not given. What large fleets come to is much. */
  readonly kinds?: ReadonlySet<string>;
}

export interface ResourceOutcome {
  readonly resource: Resource;
  readonly outcome: Outcome;
  /** The resource of the same name that stands before it, and is taken in its place. */
  readonly twin?: Resource;
}

/**
 * What the operator makes of each resource that the API server takes, in the order of the set. The set is taken for all
 * that there is: a Secret or a claim that it lacks is missing for the operator too.
 */
export function outcomesOf(
  scope: ClusterScope,
  set: ResourceSet,
  settings: OperatorSettings,
): ResourceOutcome[] {
  const stored = set.resources.filter((resource) => settings.isStored(resource));
  const blocked = blockedKinds(stored, scope);
  const seen = new Map<string, Resource>();
  return stored.map((resource) => {
    const key = [resource.kind, resource.namespace, resource.name].join("\0");
    const twin = seen.get(key);
    if (twin) return { resource, outcome: nothing, twin };
    seen.set(key, resource);
    return { resource, outcome: blocked.get(resource.kind) ?? outcomeOf(resource, scope, set, settings) };
  });
}

const nothing: Outcome = { objects: [], unknown: [] };

function outcomeOf(
  resource: Resource,
  { operatorVersion }: ClusterScope,
  set: ResourceSet,
  { products, kserveMode, kubernetesVersion, modelManifest, isStored, kinds }: OperatorSettings,
): Outcome {
  if (resource.metadata.name === undefined) {
    const sentence = "the API server completes its generateName, and the names of all objects depend on that";
    return { objects: [], unknown: [{ kind: "everything", why: { sentence } }] };
  }
  const { namespace } = resource;
  const surroundings: Surroundings = {
    namespace,
    operatorVersion,
    products,
    kserveMode,
    kubernetesVersion,
    modelManifest: (image) => modelManifest(image, resource),
    find: (kind, name) => {
      const other = nimKindOf(kind);
      if (other !== undefined) {
        const found = set.find(other, namespace, name);
        return found && isStored(found) ? found.written : undefined;
      }
      return (set.companion(kind, namespace, name) ?? set.companion(kind, "", name))?.value;
    },
  };
  const outcome = objectsMadeOf(resource, surroundings);
  return kinds ? { ...outcome, objects: outcome.objects.filter(({ kind }) => kinds.has(kind)) } : outcome;
}

function nimKindOf(kind: string): NimKind | undefined {
  return kindsByName.get(kind);
}

const kindsByName = new Map<string, NimKind>(nimKinds.map((kind) => [kind, kind]));

/**
 * Kinds of which one resource has a number that the operator's Go types cannot hold: it can then list none of the kind,
 * and makes nothing of any (trap T29).
 */
function blockedKinds(
  resources: readonly Resource[],
  { operatorVersion }: ClusterScope,
): ReadonlyMap<NimKind, Outcome> {
  const blocked = new Map<NimKind, Outcome>();
  for (const resource of resources) {
    if (blocked.has(resource.kind)) continue;
    const [first] = undecodable(resource.kind, operatorVersion, resource.written);
    if (!first) continue;
    const message = `the operator can no longer list the kind ${resource.kind}: ${formatPath(first.path)} of ${placed(resource)} does not fit into ${first.goType}`;
    blocked.set(resource.kind, { objects: [], unknown: [], stopped: { state: "", message } });
  }
  return blocked;
}

/** Such as `NIMService models/llama`. */
export function placed({ kind, namespace, name }: Resource): string {
  return `${kind} ${namespace}/${name}`;
}
