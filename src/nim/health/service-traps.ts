import { gpuResource } from "../gpu-resource.ts";
import { isMap, valueAt } from "../value.ts";
import { listAt, numberAt, textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";

/** What keeps a service back without the operator saying so: only the spec, or what is around, shows it. */
export function serviceTrap(service: Live, around: Surroundings): Health | undefined {
  return resourcesIncomplete(service) ?? claimNotThere(service, around);
}

/**
 * A Deployment is made, a LeaderWorkerSet is waited for, and the Service finds none of the pods. Since 3.1.0: before, any
 * multiNode made a LeaderWorkerSet. Which operator it is, the workload tells that it has made.
 * Source: nimservice_types.go, IsMultiNode; v3.0.2 standalone/nimservice.go, reconcileNIMService.
 */
export function multiNodeOfOne({ object, name }: Live, around: Surroundings): Health | undefined {
  const isServed = textAt(object, "spec", "inferencePlatform") === "kserve";
  if (isServed || !isMap(valueAt(object, ["spec", "multiNode"]))) return undefined;
  if ((numberAt(object, "spec", "multiNode", "parallelism", "pipeline") ?? 0) > 1) return undefined;
  if (around.find("LeaderWorkerSet", `${name}-lws`) !== undefined) return undefined;
  if (around.knows("Deployment") && around.find("Deployment", name) === undefined) return undefined;
  return {
    health: "blocked",
    reason: "MultiNodeOfOne",
    message:
      "multiNode with a pipeline of 1 is never Ready: the operator waits for a LeaderWorkerSet that it does not make",
    help: "take spec.multiNode out, or set spec.multiNode.parallelism.pipeline to 2 or more",
    unseen: ["Deployment", "LeaderWorkerSet"],
  };
}

/** The operator writes the GPUs of the profile into a map that is not there, and panics. Source: standalone/nimservice.go. */
function resourcesIncomplete({ object }: Live): Health | undefined {
  const resources = valueAt(object, ["spec", "resources"]);
  if (textAt(object, "spec", "storage", "nimCache", "profile") === "" || !isMap(resources)) return undefined;
  if (listAt(object, "spec", "draResources").length > 0) return undefined;
  const maps = ["requests", "limits"].map((name) => resources[name]);
  const hasGpu = maps.some((map) => isMap(map) && Object.hasOwn(map, gpuResource));
  if (hasGpu || maps.every(isMap)) return undefined;
  return {
    health: "blocked",
    reason: "ResourcesIncomplete",
    message: "the operator cannot add the GPUs of the profile: spec.resources needs both requests and limits",
    help: "write both maps in spec.resources, or name nvidia.com/gpu in the one that is there, or take spec.resources out",
  };
}

/** The operator waits for it without a word. Source: standalone/nimservice.go, DRA resources. */
function claimNotThere({ object }: Live, around: Surroundings): Health | undefined {
  if (!around.knows("ResourceClaim")) return undefined;
  const missing = listAt(object, "spec", "draResources")
    .map((resource) => textAt(resource, "resourceClaimName"))
    .find((name) => name !== "" && around.find("ResourceClaim", name) === undefined);
  if (missing === undefined) return undefined;
  return {
    health: "blocked",
    reason: "ResourceClaimMissing",
    message: `resource claim ${told(missing)} does not exist`,
    help: "create the ResourceClaim in the same namespace",
  };
}
