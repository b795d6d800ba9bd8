import { type Resource, ResourceSet, resourceFrom } from "../../manifest/resource.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { carriesPipelineEdits } from "./effects.ts";

/**
 * What the operator makes of manifests that take the place of others, as far as that is not what they say: services of a
 * pipeline that run stay as they were. The same set where that makes no difference.
 */
export function carriedOut(before: ResourceSet, after: ResourceSet, version: OperatorVersion): ResourceSet {
  if (carriesPipelineEdits(version)) return after;
  const replaced = new Map<Resource, Resource>();
  for (const pipeline of after.ofKind("NIMPipeline")) {
    const old = before.find("NIMPipeline", pipeline.namespace, pipeline.name);
    if (old) replaced.set(pipeline, withServicesOf(old, pipeline, version));
  }
  if (replaced.size === 0) return after;
  const resources = after.resources.map((resource) => replaced.get(resource) ?? resource);
  return new ResourceSet(resources, after.companions, after.incomplete);
}

function withServicesOf(
  old: Resource<"NIMPipeline">,
  pipeline: Resource<"NIMPipeline">,
  operatorVersion: OperatorVersion,
): Resource<"NIMPipeline"> {
  const ran = new Map<Value | undefined, ValueMap>();
  for (const service of servicesOf(old)) {
    if (isEnabled(service) && !ran.has(service.name)) ran.set(service.name, service);
  }
  const services = servicesOf(pipeline).map((service) => {
    const kept = isEnabled(service) ? ran.get(service.name) : undefined;
    return kept ?? service;
  });
  const { spec } = pipeline.written;
  const written = { ...pipeline.written, spec: { ...(isMap(spec) ? spec : {}), services } };
  const { document, namespace, place } = pipeline;
  return {
    ...resourceFrom("NIMPipeline", written, { document, base: [], namespace, operatorVersion }),
    place,
  };
}

function servicesOf({ written }: Resource): readonly Value[] {
  const services = valueAt(written, ["spec", "services"]);
  return Array.isArray(services) ? services : [];
}

function isEnabled(service: Value): service is ValueMap {
  return isMap(service) && service.enabled === true;
}
