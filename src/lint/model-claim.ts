import type { Located, Resource, ResourceSet } from "../manifest/resource.ts";
import { isMap, type Path } from "../nim/value.ts";
import type { RelatedReport } from "./rule.ts";
import { usedCache } from "./used-cache.ts";

/** The PersistentVolumeClaim that a service mounts its model from. */
export interface ModelClaim {
  readonly name: string;
  /** Undefined where no manifest of the set tells. */
  readonly mode: AccessMode | undefined;
  /** Who says what the mode is. */
  readonly declaredBy: { readonly resource: Resource; readonly path: Path } | undefined;
}

export type AccessMode = "ReadWriteOnce" | "ReadWriteOncePod" | "other";

/**
 * Follows a service to its claim: the cache's, one that the operator makes for the service, or one that exists.
 * Undefined for services on other storage and for caches that are not in the set.
 * Source: k8s-nim-operator nimservice.go reconcileNIMService, getNIMCachePVC; GetPVCName in both types.
 */
export function modelClaimOf(service: Resource<"NIMService">, set: ResourceSet): ModelClaim | undefined {
  const { nimCache } = service.spec.storage ?? {};
  const owner = nimCache?.name ? usedCache(service, set) : service;
  const claim = owner?.spec.storage?.pvc;
  if (!owner || !claim) return undefined;
  const name = claim.name || (claim.create === true ? `${owner.name}-pvc` : "");
  if (name === "") return undefined;
  const own = { mode: accessMode([claim.volumeAccessMode]), declaredBy: { resource: owner, path: modePath } };
  const declared = set.derive(declaredClaims).get(keyOf(service.namespace, name)) ?? own;
  return { name, ...declared };
}

/** Where the access mode of a service's claim is written, for the `related` of a finding. */
export function accessModePlace(claim: ModelClaim): RelatedReport[] {
  if (!claim.declaredBy) return [];
  const { resource, path } = claim.declaredBy;
  return [{ resource, path, message: `${resource.kind} ${resource.name} decides the access mode` }];
}

/** The services of the set that mount each claim, in the order of the set. */
export function servicesByClaim(set: ResourceSet): ReadonlyMap<string, readonly Resource<"NIMService">[]> {
  const byClaim = new Map<string, Resource<"NIMService">[]>();
  for (const service of set.services) {
    if (service.pipeline?.enabled === false) continue;
    const claim = modelClaimOf(service, set);
    if (!claim) continue;
    const key = keyOf(service.namespace, claim.name);
    const same = byClaim.get(key);
    if (same) same.push(service);
    else byClaim.set(key, [service]);
  }
  return byClaim;
}

export function keyOf(namespace: string, claim: string): string {
  return `${namespace}\0${claim}`;
}

const modePath: Path = ["spec", "storage", "pvc", "volumeAccessMode"];

type Declared = Omit<ModelClaim, "name">;

/** Claims that the set makes: those of caches and services with `create: true`, and PersistentVolumeClaims in files. */
function declaredClaims(set: ResourceSet): Map<string, Declared> {
  const claims = new Map<string, Declared>();
  for (const companion of set.companions) {
    if (companion.kind !== "PersistentVolumeClaim") continue;
    claims.set(keyOf(companion.namespace, companion.name), {
      mode: accessMode(modesOf(companion)),
      declaredBy: undefined,
    });
  }
  for (const owner of [...set.ofKind("NIMCache"), ...set.services]) {
    const pvc = owner.spec.storage?.pvc;
    if (pvc?.create !== true || owner.pipeline?.enabled === false) continue;
    const key = keyOf(owner.namespace, pvc.name || `${owner.name}-pvc`);
    if (claims.has(key)) continue;
    const declaredBy = { resource: owner, path: modePath };
    claims.set(key, { mode: accessMode([pvc.volumeAccessMode]), declaredBy });
  }
  return claims;
}

function modesOf(claim: Located & { value: unknown }): unknown[] {
  const spec = isMap(claim.value) ? claim.value.spec : undefined;
  const modes = isMap(spec) ? spec.accessModes : undefined;
  return Array.isArray(modes) ? modes : [];
}

/** The most that a claim's modes allow. */
function accessMode(modes: readonly unknown[]): AccessMode | undefined {
  const written = modes.filter((mode) => typeof mode === "string" && mode !== "");
  if (written.length === 0) return undefined;
  if (written.some((mode) => mode !== "ReadWriteOnce" && mode !== "ReadWriteOncePod")) return "other";
  return written.includes("ReadWriteOnce") ? "ReadWriteOnce" : "ReadWriteOncePod";
}
