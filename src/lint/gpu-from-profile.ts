import type { Resource, ResourceSet } from "../manifest/resource.ts";
import { usedCache } from "./used-cache.ts";

/**
 * Whether the operator adds GPUs by itself because of `storage.nimCache.profile`: `maybe` where the set does not tell,
 * `not-cached` where the cache names its profiles and this one is not among them. It does so for caches of NGC models only, and only for profiles that the cache's status lists, which it
 * does not for `profiles: [all]`. Source: k8s-nim-operator nimservice.go addGPUResources; seen on a cluster.
 */
export function addsGpus(
  service: Resource<"NIMService">,
  set: ResourceSet,
): "yes" | "maybe" | "not-cached" | "no" {
  const { name, profile } = service.spec.storage?.nimCache ?? {};
  if (!name || !profile || (service.spec.draResources?.length ?? 0) > 0) return "no";
  const cache = usedCache(service, set);
  if (!cache) return "maybe";
  const ngc = cache.spec.source?.ngc;
  if (!ngc || ngc.modelEndpoint) return "no";
  const profiles = ngc.model?.profiles ?? [];
  if (profiles.includes("all")) return "no";
  return profiles.length === 0 ? "maybe" : profiles.includes(profile) ? "yes" : "not-cached";
}

export function mayAddGpus(service: Resource<"NIMService">, set: ResourceSet): boolean {
  const answer = addsGpus(service, set);
  return answer === "yes" || answer === "maybe";
}
