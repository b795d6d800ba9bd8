import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import type { ResourceName } from "../plan.ts";

/** The NIMService of that name, also one that a pipeline makes; of two of one name the first counts. */
export function serviceOf(
  { kind, namespace, name }: ResourceName,
  set: ResourceSet,
): Resource<"NIMService"> | undefined {
  if (kind !== "NIMService") return undefined;
  return set.find("NIMService", namespace, name) ?? set.derive(pipelineServices).get(`${namespace}/${name}`);
}

function pipelineServices(set: ResourceSet): ReadonlyMap<string, Resource<"NIMService">> {
  const enabled = set.services.filter(({ pipeline }) => pipeline?.enabled === true);
  return new Map(enabled.reverse().map((service) => [`${service.namespace}/${service.name}`, service]));
}
