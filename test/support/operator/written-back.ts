import type { NimKind } from "../../../src/nim/schema/judge.ts";
import { judge } from "../../../src/nim/schema/judge.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { goStruct } from "../../../src/nim/workload/go-written.ts";
import { serviceSpecWritten } from "../../../src/nim/workload/service-written.ts";
import { nameOf } from "./cluster.ts";
import type { Context } from "./context.ts";

export const operatorVersion = "3.1.2";

/** `finalizer.nimcache.apps.nvidia.com` */
const finalizerOf = (kind: NimKind) => `finalizer.${kind.toLowerCase()}.apps.nvidia.com`;

export function isGoing(object: ValueMap): boolean {
  return valueAt(object, ["metadata", "deletionTimestamp"]) !== undefined;
}

/**
 * Adds the operator's finalizer, and with it writes the whole object as Go types have it: the spec gains what nobody
 * declared, and loses what is empty.
 */
export async function addFinalizer({ cluster }: Context, kind: NimKind, object: ValueMap): Promise<void> {
  const finalizers = finalizersOf(object);
  if (finalizers.includes(finalizerOf(kind))) return;
  await cluster.update({
    ...object,
    metadata: { ...metadataOf(object), finalizers: [...finalizers, finalizerOf(kind)] },
    ...(isMap(object.spec) && { spec: specWritten(kind, object) }),
  });
}

export async function removeFinalizer({ cluster }: Context, kind: NimKind, object: ValueMap): Promise<void> {
  const finalizers = finalizersOf(object);
  if (!finalizers.includes(finalizerOf(kind))) return;
  const live = (await cluster.find(nameOf(object))) ?? object;
  await cluster.update({
    ...live,
    metadata: {
      ...metadataOf(live),
      finalizers: finalizersOf(live).filter((finalizer) => finalizer !== finalizerOf(kind)),
    },
  });
}

export function specWritten(kind: NimKind, object: ValueMap): ValueMap {
  const spec = isMap(object.spec) ? object.spec : {};
  if (kind === "NIMService") return serviceWritten(object);
  if (kind === "NIMCache") {
    const written = goStruct(spec, cacheFields);
    return {
      ...written,
      resources: { cpu: "0", memory: "0", ...(isMap(written.resources) && written.resources) },
    };
  }
  if (kind === "NIMPipeline" && Array.isArray(spec.services)) {
    const services = spec.services.filter(isMap).map((service) => ({
      ...service,
      spec: serviceWritten({ ...object, kind: "NIMService", spec: service.spec ?? {} }),
    }));
    return { ...spec, services };
  }
  return spec;
}

function serviceWritten(object: ValueMap): ValueMap {
  const { spec } = judge("NIMService", operatorVersion, object).resource;
  return serviceSpecWritten(spec ?? {}, operatorVersion);
}

/** Source: k8s-nim-operator nimcache_types.go: pointers are written though they are empty. */
const cacheFields = {
  kept: new Set([
    "buildable",
    "create",
    "groupID",
    "hostPath",
    "lora",
    "optional",
    "tolerationSeconds",
    "userID",
    "value",
  ]),
  maps: new Set(["annotations", "nodeSelector"]),
  quantities: new Set(["resources.cpu", "resources.memory"]),
};

function finalizersOf(object: ValueMap): string[] {
  const finalizers = valueAt(object, ["metadata", "finalizers"]);
  return Array.isArray(finalizers) ? finalizers.map(String) : [];
}

function metadataOf(object: ValueMap): ValueMap {
  return isMap(object.metadata) ? object.metadata : {};
}
