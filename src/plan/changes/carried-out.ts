import { isDeepStrictEqual } from "node:util";
import { isOfKind, type Resource, ResourceSet, resourceFrom } from "../../manifest/resource.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { claimOf, hasOwnClaim } from "./effect-of.ts";
import { carriesPipelineEdits } from "./effects.ts";

/**
 * What the operator makes of manifests that take the place of others, as far as that is not what they say: services of a
 * pipeline that run stay as they were, and so do claims that were made. The same set where that makes no difference.
 */
export function carriedOut(before: ResourceSet, after: ResourceSet, version: OperatorVersion): ResourceSet {
  const replaced = new Map<Resource, Resource>();
  for (const kind of ["NIMCache", "NIMService"] as const) {
    for (const resource of after.ofKind(kind)) {
      const old = before.find(kind, resource.namespace, resource.name);
      const kept = old && withClaimOf(old, resource, version);
      if (kept) replaced.set(resource, kept);
    }
  }
  for (const pipeline of carriesPipelineEdits(version) ? [] : after.ofKind("NIMPipeline")) {
    const old = before.find("NIMPipeline", pipeline.namespace, pipeline.name);
    if (old) replaced.set(pipeline, withServicesOf(old, pipeline, version));
  }
  if (replaced.size === 0) return after;
  const resources = after.resources.map((resource) => replaced.get(resource) ?? resource);
  return new ResourceSet(resources, after.companions, after.incomplete);
}

/** With the size, class and mode of the claim that there is, which the operator does not look at again; undefined where they are the same. */
function withClaimOf<Kind extends "NIMCache" | "NIMService">(
  old: Resource<Kind>,
  resource: Resource<Kind>,
  operatorVersion: OperatorVersion,
): Resource | undefined {
  const claims = [old, resource].map(({ written }) => valueAt(written, claim));
  const [was, is] = claims;
  if (!isOwner(old) || !isOwner(resource) || claimOf(old) !== claimOf(resource)) return undefined;
  if (!isMap(was) || !isMap(is)) return undefined;
  const mounted = Object.entries(is).filter(([key]) => mountFields.includes(key));
  const made = Object.entries(was).filter(([key]) => !mountFields.includes(key));
  const pvc = Object.fromEntries([...mounted, ...made]);
  if (isDeepStrictEqual(pvc, is)) return undefined;
  const { spec } = resource.written;
  const storage = isMap(spec) && isMap(spec.storage) ? spec.storage : {};
  const written = {
    ...resource.written,
    spec: { ...(isMap(spec) ? spec : {}), storage: { ...storage, pvc } },
  };
  const { kind, document, namespace, place } = resource;
  return { ...resourceFrom(kind, written, { document, base: [], namespace, operatorVersion }), place };
}

const claim = ["spec", "storage", "pvc"];

/** What is read anew with each pod; of the rest the claim was made. */
const mountFields: readonly string[] = ["create", "name", "subPath"];

function isOwner(resource: Resource): resource is Resource<"NIMCache"> | Resource<"NIMService"> {
  return (isOfKind(resource, "NIMCache") || isOfKind(resource, "NIMService")) && hasOwnClaim(resource);
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
