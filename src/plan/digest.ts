import { createHash } from "node:crypto";
import type { Inventory } from "../inventory/inventory.ts";
import type { ClusterScope } from "../manifest/load.ts";
import { nimImagesOf } from "../manifest/nim-images.ts";
import type { Companion, Resource, ResourceSet } from "../manifest/resource.ts";
import type { KubernetesVersion } from "../nim/kubernetes-version.ts";
import type { ProfilesLock } from "../nim/profile/lock/lock.ts";
import { lockedProfiles } from "../nim/profile/lock/locked.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import { isMap, type ValueMap } from "../nim/value.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Everything that a plan depends on but what was there before. */
export interface DigestInput {
  /** Of nimops. */
  readonly version: string;
  readonly scope: Pick<ClusterScope, "name" | "operatorVersion">;
  readonly kserveMode: string;
  readonly kubernetesVersion: KubernetesVersion | undefined;
  readonly set: ResourceSet;
  readonly inventory: Inventory | undefined;
  readonly lock: ProfilesLock;
  modelManifest(image: string): ModelManifest;
}

/**
 * What a later step compares, to refuse a plan that is stale. It says the same wherever the manifests stand, in whichever
 * order, with whatever comments, and at whichever commit; what Secrets hold takes no part.
 */
export function digestOf(input: DigestInput): string {
  const { version, scope, kserveMode, kubernetesVersion, set, inventory, lock, modelManifest } = input;
  const content = {
    version,
    cluster: scope.name,
    operatorVersion: scope.operatorVersion,
    kserveMode,
    kubernetesVersion,
    resources: inOrder(set.resources.map(contentOf), nameOf),
    companions: inOrder(set.companions.map(companionContent), nameOf),
    inventory: inventory && inventoryContent(inventory),
    images: nimImagesOf([set]).images.map((image) => ({
      image,
      manifest: modelManifest(image),
      profiles: lockedProfiles(lock, image),
    })),
  };
  return `sha256:${createHash("sha256").update(canonicalJson(content)).digest("hex")}`;
}

function contentOf({ kind, namespace, name, metadata, spec, status, problems, written }: Resource) {
  const { namespace: _, ...named } = metadata;
  // What the API server refuses is not in the spec, and is as written.
  return {
    kind,
    namespace,
    name,
    metadata: named,
    spec,
    status,
    refused: problems.length > 0 ? written : undefined,
  };
}

function companionContent({ apiVersion, kind, namespace, name, value }: Companion) {
  return { apiVersion, kind, namespace, name, value: kind === "Secret" ? withoutSecrets(value) : value };
}

/** The keys matter: what reads one that is not there does not start. */
function withoutSecrets(secret: ValueMap): ValueMap {
  const keysAt = (key: string) => (isMap(secret[key]) ? Object.keys(secret[key]).sort() : []);
  return { type: secret.type ?? "", keys: [...new Set([...keysAt("data"), ...keysAt("stringData")])].sort() };
}

/** When and where it was generated says nothing of the GPUs. */
function inventoryContent({ generatedFrom: _, nodePools, storageClasses, quotas, ...rest }: Inventory) {
  return {
    ...rest,
    nodePools: inOrder(nodePools, canonicalJson),
    storageClasses: inOrder(storageClasses, canonicalJson),
    quotas: inOrder(quotas, canonicalJson),
  };
}

/** Of two resources of one name the first counts, so those keep their order. */
function inOrder<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ item }) => item);
}

function nameOf({
  kind,
  namespace,
  name,
}: Pick<Resource, "namespace" | "name"> & { readonly kind: string }): string {
  return canonicalJson([kind, namespace, name]);
}
