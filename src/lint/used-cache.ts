import { isOfKind, type Resource, type ResourceSet } from "../manifest/resource.ts";
import { everyProfile } from "../nim/profile-id.ts";

export interface CacheReference {
  readonly name: string;
  readonly profile: string | undefined;
  /** The path of the map that holds name and profile. */
  readonly path: readonly string[];
}

/** The cache that a service or a build names. */
export function cacheReferenceOf(resource: Resource<"NIMService" | "NIMBuild">): CacheReference | undefined {
  const service = isOfKind(resource, "NIMService");
  const reference = isOfKind(resource, "NIMBuild")
    ? resource.spec.nimCache
    : service
      ? resource.spec.storage?.nimCache
      : undefined;
  if (!reference?.name) return undefined;
  const path = service ? ["spec", "storage", "nimCache"] : ["spec", "nimCache"];
  return { name: reference.name, profile: reference.profile || undefined, path };
}

/** The same, found in the set; a cache must stand in the namespace of its user. */
export function usedCache(
  resource: Resource<"NIMService" | "NIMBuild">,
  set: ResourceSet,
): Resource<"NIMCache"> | undefined {
  const reference = cacheReferenceOf(resource);
  return reference && set.find("NIMCache", resource.namespace, reference.name);
}

/** The ids that a cache lists; undefined where it selects by filter, or takes all. */
export function listedProfiles(cache: Resource<"NIMCache">): readonly string[] | undefined {
  const profiles = cache.spec.source?.ngc?.model?.profiles ?? [];
  return profiles.length === 0 || profiles.includes(everyProfile) ? undefined : profiles;
}

/** Caches by name, over all namespaces. */
export function cachesByName(set: ResourceSet): ReadonlyMap<string, readonly Resource<"NIMCache">[]> {
  return grouped(set, ({ name }) => name);
}

/** Caches by namespace. */
export function cachesByNamespace(set: ResourceSet): ReadonlyMap<string, readonly Resource<"NIMCache">[]> {
  return grouped(set, ({ namespace }) => namespace);
}

function grouped(set: ResourceSet, keyOf: (cache: Resource<"NIMCache">) => string) {
  const groups = new Map<string, Resource<"NIMCache">[]>();
  for (const cache of set.ofKind("NIMCache")) {
    const key = keyOf(cache);
    const same = groups.get(key);
    if (same) same.push(cache);
    else groups.set(key, [cache]);
  }
  return groups;
}
