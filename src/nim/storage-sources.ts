import type { PVC, ServiceStorage } from "./schema/kinds.ts";

const storageSources = ["nimCache", "pvc", "emptyDir", "hostPath"] as const;

export type StorageSource = (typeof storageSources)[number];

/**
 * The sources that a service's storage names, as the operator counts them: an empty text is no source, an empty
 * `emptyDir` is one, and so is a pvc of which only `create: false` is said.
 * Source: k8s-nim-operator nimservice_webhook_validation_helper.go, validateServiceStorageConfiguration.
 */
export function storageSourcesOf(storage: ServiceStorage | undefined): StorageSource[] {
  return storageSources.filter((source) => storage !== undefined && isNamed(storage, source));
}

/** Whether a claim says anything; the webhook passes over the rest of its checks where it does not. */
export function isClaimNamed(pvc: PVC | undefined): boolean {
  return saysSomething(pvc) || Object.keys(pvc?.annotations ?? {}).length > 0;
}

/**
 * The same question as the webhook asks it of a NIMCache: there an empty map of annotations counts too.
 * Source: nimcache_webhook_validation_helper.go, validateNIMCacheStorageConfiguration.
 */
export function isCacheClaimNamed(pvc: PVC | undefined): boolean {
  return saysSomething(pvc) || pvc?.annotations !== undefined;
}

function saysSomething(pvc: PVC | undefined): boolean {
  if (pvc === undefined) return false;
  const { create, name, storageClass, size, volumeAccessMode, subPath } = pvc;
  return create !== undefined || [name, storageClass, size, volumeAccessMode, subPath].some(Boolean);
}

function isNamed(storage: ServiceStorage, source: StorageSource): boolean {
  switch (source) {
    case "nimCache":
      return Boolean(storage.nimCache?.name) || Boolean(storage.nimCache?.profile);
    case "pvc":
      return isClaimNamed(storage.pvc);
    case "emptyDir":
      return storage.emptyDir !== undefined;
    case "hostPath":
      return Boolean(storage.hostPath);
  }
}
