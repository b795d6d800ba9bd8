import { gpuResource } from "../gpu-resource.ts";
import { parseQuantity, quantityFault } from "../quantity.ts";
import type { ResourceRequirements } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import { hasProfiles } from "./cache-model.ts";
import { cachedProfiles } from "./cached-profiles.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";
import type { Missing, Stop, Surroundings } from "./made.ts";
import type { ModelStore } from "./model-store.ts";
import { failed, panicked } from "./sequence.ts";
import { parallelismOf } from "./service-environment.ts";
import type { ServiceFacts } from "./service-facts.ts";

type Share =
  | { readonly is: "known"; readonly resources: ValueMap }
  | { readonly is: "unknown"; readonly why: Missing }
  | { readonly is: "stop"; readonly stop: Stop };

/**
 * The resources of the model's container. Where a profile of a cache is named and nobody asks for `nvidia.com/gpu`, the
 * operator asks for as many GPUs as the profile's tensor parallelism says, or `multiNode.parallelism.tensor`.
 * Source: k8s-nim-operator standalone/nimservice.go, addGPUResources; utils.go, GetTensorParallelismByProfileTags.
 */
export function gpuShareOf(facts: ServiceFacts, store: ModelStore, surroundings: Surroundings): Share {
  const { resources, draResources, multiNode } = facts.spec;
  const asWritten = (): Share => ({ is: "known", resources: written(resources, false) });
  if (!store.profile || !store.cache || !hasProfiles(store.cache) || (draResources?.length ?? 0) > 0) {
    return asWritten();
  }
  const isGiven = asksForGpu(resources);
  if (isGiven && resources?.claims === undefined) return asWritten();
  const cached = cachedProfiles(store.cache, surroundings);
  if (cached.kind === "unknown") return { is: "unknown", why: cached.why };
  const profile = cached.profiles.find(({ name }) => name === store.profile);
  if (!profile) return asWritten();
  // On this way alone `resources.claims` reaches the pod.
  if (isGiven) return { is: "known", resources: written(resources, true) };
  const tag = multiNode
    ? String(parallelismOf(facts).tensor)
    : (profile.config.tensorParallelism ?? profile.config.tp ?? "");
  const amount = parseQuantity(tag || "1");
  if (!amount) return { is: "stop", stop: failed("Failed", quantityFault(tag || "1")) };
  if (
    resources &&
    !(isMapSet(resources.requests, facts, store) && isMapSet(resources.limits, facts, store))
  ) {
    return { is: "stop", stop: panicked("assignment to entry in nil map") };
  }
  const gpus = { [gpuResource]: amount.canonical };
  const given = written(resources ?? {}, true);
  return {
    is: "known",
    resources: {
      ...given,
      requests: { ...mapAt(given, "requests"), ...gpus },
      limits: { ...mapAt(given, "limits"), ...gpus },
    },
  };
}

/**
 * Whether Go has a map to write into (trap T10). An empty one counts in the first pass only, which is the last if the
 * cache is Ready then and a port is given (trap T30): the operator's own write drops empty maps.
 */
function isMapSet(
  amounts: ResourceRequirements["limits"],
  { spec }: ServiceFacts,
  { cache }: ModelStore,
): boolean {
  if (amounts === undefined) return false;
  const isFirstPass = cache?.status?.state === "Ready" && spec.expose?.service !== undefined;
  return Object.keys(amounts).length > 0 || isFirstPass;
}

function asksForGpu(resources: ResourceRequirements | undefined): boolean {
  return [resources?.requests, resources?.limits].some(
    (amounts) => amounts !== undefined && Object.hasOwn(amounts, gpuResource),
  );
}

function written(resources: ResourceRequirements | undefined, withClaims: boolean): ValueMap {
  const { claims, ...amounts } = resources ?? {};
  return goStruct(withClaims ? { ...amounts, claims } : amounts, goTypes.resources);
}

function mapAt(map: ValueMap, key: string): ValueMap {
  const value = map[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
