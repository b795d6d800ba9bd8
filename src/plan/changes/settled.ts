import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import { isMap, type Path, type Value, type ValueMap } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { type GoFields, goStruct } from "../../nim/workload/go-written.ts";
import { serviceSpecWritten } from "../../nim/workload/service-written.ts";

/**
 * Labels, annotations and spec of a resource as they settle once the operator has written the object back: two resources
 * that settle alike are the same to everybody, however their authors wrote them. A NIMBuild, and the `draResources` of
 * a NIMService, are kept as the API server stores them, since it compares them so (rules B1 and S1).
 * Source: k8s-nim-operator v3.1.2, api/apps/v1alpha1; seen on a cluster.
 */
export function settled(resource: Resource, version: OperatorVersion): ValueMap {
  const { labels, annotations } = resource.metadata;
  return {
    metadata: { labels: plain(labels ?? {}), annotations: plain(annotations ?? {}) },
    spec: settledSpec(resource, version),
  };
}

/** Fields that hold a `resource.Quantity`: they are equal when their amounts are. `pvc.size` is a text. */
export function isQuantity(path: Path): boolean {
  const [third, second, last] = path.slice(-3).map(String);
  if (path.includes("draResources")) return false;
  if (third === "resources" && (second === "limits" || second === "requests")) return true;
  if (second === "resources" && (last === "cpu" || last === "memory")) return path.length === 3;
  return ["sharedMemorySizeLimit", "sizeLimit", "averageValue", "divisor", "tolerance"].includes(
    String(last),
  );
}

function settledSpec(resource: Resource, version: OperatorVersion): ValueMap {
  if (isOfKind(resource, "NIMCache")) return cacheSpec(resource.spec);
  if (isOfKind(resource, "NIMService")) return serviceSpec(resource.spec, version);
  if (isOfKind(resource, "NIMPipeline")) {
    const services = (resource.spec.services ?? []).map(
      (service): ValueMap => ({
        name: service?.name ?? "",
        enabled: service?.enabled === true,
        dependencies: (service?.dependencies ?? []).map((dependency) =>
          goStruct(dependency ?? {}, { kept: new Set(["port"]) }),
        ),
        spec: serviceSpec(service?.spec ?? {}, version),
      }),
    );
    return { services };
  }
  return plain(resource.spec);
}

/** Source: k8s-nim-operator nimcache_types.go: pointers, which may be empty and yet be there. */
const cacheFields: GoFields = {
  kept: new Set([
    ...["buildable", "create", "datasetName", "groupID", "hostPath", "lora", "modelEndpoint", "modelName"],
    ...["optional", "revision", "tolerationSeconds", "userID"],
  ]),
  maps: new Set(["annotations", "nodeSelector"]),
};

function cacheSpec(spec: Resource<"NIMCache">["spec"]): ValueMap {
  const written = goStruct(spec, cacheFields);
  const { resources, storage, ...rest } = written;
  const amounts = isMap(resources) ? Object.entries(resources).filter(([, amount]) => !isZero(amount)) : [];
  return {
    ...rest,
    resources: Object.fromEntries(amounts),
    storage: { pvc: {}, ...(isMap(storage) ? storage : {}) },
  };
}

function isZero(amount: Value): boolean {
  return parseQuantity(String(amount))?.nano === 0n;
}

function serviceSpec(spec: Resource<"NIMService">["spec"], version: OperatorVersion): ValueMap {
  const written = serviceSpecWritten(spec, version);
  const isOff = spec.expose?.router?.gateway?.httpRoutesEnabled === false;
  const { expose } = written;
  const router = isMap(expose) ? expose.router : undefined;
  const gateway = isMap(router) ? router.gateway : undefined;
  // The operator's first write turns it on again (trap T27), but an edit of a stored service stays.
  if (isOff && isMap(expose) && isMap(router) && isMap(gateway)) {
    written.expose = { ...expose, router: { ...router, gateway: { ...gateway, httpRoutesEnabled: false } } };
  }
  if (spec.draResources === undefined) delete written.draResources;
  else written.draResources = spec.draResources.map((item) => plain(item ?? {}));
  return written;
}

/** A typed part of a resource as the values that it is made of, without what is absent. */
function plain(part: object): ValueMap {
  const entries = Object.entries(part).flatMap(([key, item]): [string, Value][] => {
    const value = plainValue(item);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

function plainValue(value: unknown): Value | undefined {
  if (Array.isArray(value)) return value.map((item) => plainValue(item) ?? null);
  if (typeof value === "object" && value !== null) return plain(value);
  const isScalar = ["string", "number", "bigint", "boolean"].includes(typeof value);
  return isScalar ? (value as string | number | bigint | boolean) : undefined;
}
