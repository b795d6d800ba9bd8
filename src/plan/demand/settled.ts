import type { ClusterScope } from "../../manifest/load.ts";
import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import { gpuResource } from "../../nim/gpu-resource.ts";
import { type Value, valueAt } from "../../nim/value.ts";
import type { MadeObject, UnknownObject } from "../../nim/workload/made.ts";
import { type OperatorSettings, outcomesOf, type ResourceOutcome } from "../outcomes.ts";

/**
 * What the operator makes, with the pods of services that say their GPUs themselves also where the model manifest of
 * their image is not known: what is in the image changes no number of those pods, and no place for them.
 */
export function settledOutcomes(
  scope: ClusterScope,
  set: ResourceSet,
  settings: OperatorSettings,
): ResourceOutcome[] {
  const none = { kind: "none" } as const;
  const outcomes = outcomesOf(scope, set, {
    ...settings,
    modelManifest: (image, asking) => {
      const known = settings.modelManifest(image, asking);
      return known.kind === "unknown" && asking.kind === "NIMService" && givesGpus(asking.written)
        ? none
        : known;
    },
  });
  // Of a pipeline some services may give theirs, and others not.
  if (!outcomes.some(({ resource, outcome }) => outcome.unknown.some((each) => isSettled(resource, each))))
    return outcomes;
  const otherwise = outcomesOf(scope, set, {
    ...settings,
    modelManifest: (image, asking) => {
      const known = settings.modelManifest(image, asking);
      return known.kind === "unknown" ? none : known;
    },
  });
  return outcomes.map((each, index) => {
    const others = otherwise[index]?.outcome.objects ?? [];
    return withSettled(each, others);
  });
}

/** Whether an object that is left out is a workload of which the service settles itself how many GPUs it wants. */
export function isSettled({ written }: Resource, leftOut: UnknownObject): boolean {
  if (leftOut.service === undefined) return false;
  const services = valueAt(written, ["spec", "services"]);
  const service = Array.isArray(services)
    ? services.find((each) => valueAt(each, ["name"]) === leftOut.service)
    : written;
  return givesGpus(service);
}

/**
 * Whether a service names its GPUs, or nothing from which the operator would take them.
 * Source: k8s-nim-operator standalone/nimservice.go, addGPUResources.
 */
function givesGpus(service: Value | undefined): boolean {
  const claims = valueAt(service, ["spec", "draResources"]);
  if (Array.isArray(claims) && claims.length > 0) return true;
  if (!valueAt(service, ["spec", "storage", "nimCache", "profile"])) return true;
  return ["requests", "limits"].some(
    (side) => valueAt(service, ["spec", "resources", side, gpuResource]) !== undefined,
  );
}

function withSettled(each: ResourceOutcome, others: readonly MadeObject[]): ResourceOutcome {
  const found = each.outcome.unknown.flatMap((leftOut) => {
    if (!isSettled(each.resource, leftOut)) return [];
    const object = others.find(
      ({ kind, metadata }) => kind === leftOut.kind && metadata.name === leftOut.name,
    );
    return object ? [{ leftOut, object }] : [];
  });
  if (found.length === 0) return each;
  const leftOut = new Set(found.map((one) => one.leftOut));
  return {
    ...each,
    outcome: {
      ...each.outcome,
      objects: [...each.outcome.objects, ...found.map(({ object }) => object)],
      unknown: each.outcome.unknown.filter((unknown) => !leftOut.has(unknown)),
    },
  };
}
