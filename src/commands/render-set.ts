import { isDeepStrictEqual } from "node:util";
import type { ClusterScope } from "../manifest/load.ts";
import type { Resource, ResourceSet } from "../manifest/resource.ts";
import type { KubernetesVersion } from "../nim/kubernetes-version.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import { type NimKind, nimKinds } from "../nim/schema/kinds.ts";
import { undecodable } from "../nim/schema/undecodable.ts";
import { formatPath } from "../nim/value.ts";
import type { MadeObject, Missing, Outcome, Surroundings, UnknownObject } from "../nim/workload/made.ts";
import { objectsMadeOf } from "../nim/workload/objects.ts";

/** What is said about a resource beside its objects. */
export interface Remark {
  /** `refused`: the API server does not take the resource; `unknown`: an object is left out. */
  readonly kind: "refused" | "unknown" | "stopped" | "note";
  readonly resource: Resource;
  readonly text: string;
  readonly help?: string;
  /** Of `unknown`: the object that is left out, and why. */
  readonly leftOut?: UnknownObject;
}

export interface RenderedSet {
  readonly objects: readonly MadeObject[];
  readonly remarks: readonly Remark[];
}

/** What manifests do not say. */
export interface RenderSettings {
  readonly products: readonly string[] | undefined;
  /** The deployment mode that the cluster's KServe is set to. */
  readonly kserveMode: string;
  /** Of the cluster; undefined is taken for new enough. */
  readonly kubernetesVersion: KubernetesVersion | undefined;
  modelManifest(image: string): ModelManifest;
  /** Whether the API server takes a resource. */
  isStored(resource: Resource): boolean;
}

/**
 * Everything that the operator makes of a set of resources, in the order of the set. The set is taken for all that there
 * is: a Secret or a claim that it lacks is missing for the operator too.
 */
export function renderSet(scope: ClusterScope, set: ResourceSet, settings: RenderSettings): RenderedSet {
  const stored = set.resources.filter((resource) => settings.isStored(resource));
  const blocked = blockedKinds(stored, scope);
  const objects = new Map<string, { object: MadeObject; resource: Resource }>();
  const remarks: Remark[] = [];
  const seen = new Map<string, Resource>();
  for (const resource of stored) {
    const key = [resource.kind, resource.namespace, resource.name].join("\0");
    const twin = seen.get(key);
    if (twin) remarks.push({ kind: "note", resource, text: `left out: ${placed(twin)} has the same name` });
    if (twin) continue;
    seen.set(key, resource);
    const outcome = blocked.get(resource.kind) ?? outcomeOf(resource, scope, set, settings);
    remarks.push(...remarksOf(resource, outcome));
    for (const object of outcome.objects) {
      const name = [object.apiVersion, object.kind, resource.namespace, object.metadata.name].join("\0");
      const known = objects.get(name);
      if (!known) objects.set(name, { object, resource });
      else if (!isDeepStrictEqual(known.object, object)) {
        const text = `${object.kind} ${object.metadata.name} is made otherwise for ${placed(known.resource)}, and printed as there`;
        remarks.push({ kind: "note", resource, text });
      }
    }
  }
  return { objects: [...objects.values()].map(({ object }) => object), remarks };
}

function outcomeOf(
  resource: Resource,
  { operatorVersion }: ClusterScope,
  set: ResourceSet,
  { products, kserveMode, kubernetesVersion, modelManifest, isStored }: RenderSettings,
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
    modelManifest,
    find: (kind, name) => {
      const other = nimKindOf(kind);
      if (other !== undefined) {
        const found = set.find(other, namespace, name);
        return found && isStored(found) ? found.written : undefined;
      }
      return (set.companion(kind, namespace, name) ?? set.companion(kind, "", name))?.value;
    },
  };
  return objectsMadeOf(resource, surroundings);
}

function nimKindOf(kind: string): NimKind | undefined {
  return nimKinds.find((known) => known === kind);
}

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

function remarksOf(resource: Resource, { unknown, notes, stopped }: Outcome): Remark[] {
  return [
    ...(notes ?? []).map((text): Remark => ({ kind: "note", resource, text })),
    ...unknown.map((leftOut): Remark => {
      const help = helpFor(leftOut.why);
      const text = `${objectText(leftOut)} is left out: ${leftOut.why.sentence}`;
      return { kind: "unknown", resource, text, leftOut, ...(help !== undefined && { help }) };
    }),
    ...(stopped
      ? [
          {
            kind: "stopped" as const,
            resource,
            text: `the operator ends here: ${stopped.message}${stateOf(stopped)}`,
          },
        ]
      : []),
  ];
}

function stateOf({ state, reason }: NonNullable<Outcome["stopped"]>): string {
  const words = [state, reason].filter(Boolean).join(", ");
  return words === "" ? " (no state is written)" : ` (${words})`;
}

/** How a line names an object that is left out. */
export function objectText({ kind, name }: UnknownObject): string {
  return name === undefined ? kind : `${kind} ${name}`;
}

function helpFor({ give }: Missing): string | undefined {
  if (give === undefined) return undefined;
  if (give === "products")
    return "give --product NAME, one for each value of the nodes' label nvidia.com/gpu.product";
  const image = give.modelManifestOf;
  return `give --model-manifest ${image}=FILE, or =native, or =none; or write nimops.lock.json with \`nimops profiles update\``;
}

function placed({ kind, namespace, name }: Resource): string {
  return `${kind} ${namespace}/${name}`;
}
