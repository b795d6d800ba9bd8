import { claimNameOf } from "../made-names.ts";
import { atLeast } from "../version.ts";
import { cacheNamed } from "./cache-named.ts";
import { podLabels } from "./cache-pod.ts";
import { claimMade } from "./claim.ts";
import type { Stop, Surroundings } from "./made.ts";
import { failed, type Step } from "./sequence.ts";
import type { ServiceFacts } from "./service-facts.ts";
import type { Subject } from "./subject.ts";

/** Where a service's model comes from. */
export interface ModelStore {
  /** The claim to mount; absent for a folder of the pod or of the node. */
  readonly claim?: { readonly name: string; readonly subPath: string };
  readonly cache?: Subject<"NIMCache">;
  /** The profile of the cache to serve; empty where none is named. */
  readonly profile: string;
}

/**
 * Finds the model store, and makes the claim where the service asks for one.
 * Source: k8s-nim-operator standalone/nimservice.go, "Select PVC for model store"; kserve/nimservice.go, renderAndSyncCache.
 */
export function* modelStore(facts: ServiceFacts, surroundings: Surroundings): Generator<Step, ModelStore> {
  const { nimCache, pvc, emptyDir, hostPath } = facts.spec.storage ?? {};
  if (nimCache?.name) {
    const found = storeOfCache(nimCache.name, nimCache.profile ?? "", surroundings);
    if (!("state" in found)) return found;
    yield { stop: found };
  } else if (pvc?.create === true) {
    const name = claimNameOf(facts.name, pvc);
    // A claim that is there already is taken as it is.
    if (!surroundings.find("PersistentVolumeClaim", name)) yield newClaim(facts, name);
    return { claim: { name, subPath: pvc.subPath ?? "" }, profile: "" };
  } else if (pvc?.name) {
    return { claim: { name: pvc.name, subPath: pvc.subPath ?? "" }, profile: "" };
  } else if (emptyDir === undefined && !hostPath) {
    const message =
      "neither external PVC name, NIMCache volume, empty dir or local host path should be provided";
    yield { stop: failed("Failed", message) };
  }
  return { profile: "" };
}

function storeOfCache(name: string, profile: string, surroundings: Surroundings): ModelStore | Stop {
  const cache = cacheNamed(name, surroundings);
  if (!cache) return failed("NIMCacheNotFound", `NIMCache ${name} not found`);
  const { state, pvc } = cache.status ?? {};
  // The operator looks for a condition that no cache has, so it has nothing to say.
  if (state === "Failed") return failed("NIMCacheFailed", "");
  if (state && state !== "Ready") {
    return { state: "NotReady", reason: "NIMCacheNotReady", message: `NIMCache ${name} not ready` };
  }
  if (state === "Ready" && !pvc) return failed("Failed", `missing PVC for the nimcache instance ${name}`);
  const given = cache.spec.storage?.pvc;
  // A cache of the manifests has no state yet: what counts is what is made once it is Ready.
  const claim = { name: given?.name || pvc || claimNameOf(name, given), subPath: given?.subPath ?? "" };
  return { claim, cache, profile };
}

function newClaim({ name: service, namespace, spec, version, owners }: ServiceFacts, name: string): Step {
  const claim = claimMade(spec.storage?.pvc ?? {}, {
    name,
    namespace,
    labels: atLeast(version, "3.1.0") ? podLabels(service) : undefined,
    ownerReferences: owners,
  });
  return "fault" in claim
    ? { stop: failed("Failed", String(claim.fault)) }
    : { send: claim, reason: "Failed" };
}
