import { isOfKind, type Located, type Resource, type ResourceSet } from "../manifest/resource.ts";
import { isManagedByOperator } from "../nim/managed-by.ts";
import { isMap, type Path } from "../nim/value.ts";
import { atLeast, type OperatorVersion } from "../nim/version.ts";
import { keyOfObject, type MadeObjects, madeObjectsOf } from "./made-objects.ts";
import type { LintSettings } from "./settings.ts";

/** A name that the operator needs for an object of a resource, and that is taken. */
export interface Clash {
  /** In the resource whose object comes too late. */
  readonly path: Path;
  readonly message: string;
  readonly help: string;
  readonly other: Located;
  /** Whether the resource cannot work; otherwise something is shared or overwritten. */
  readonly isFatal: boolean;
}

/** The worst clash of a resource with what else stands in the set. */
export function clashOf(resource: Resource, set: ResourceSet, settings: LintSettings): Clash | undefined {
  const version = settings.operatorVersion;
  const objects = madeObjectsOf(set, settings);
  return (
    clashOfServices(resource, set) ??
    clashOfMade(resource, objects) ??
    clashWithCompanion(resource, objects, version) ??
    deletedIngress(resource, set) ??
    deletedAsEndpointPicker(resource, set, version)
  );
}

const rename = "rename one of the two";
const ownName: Path = ["metadata", "name"];

/** A pipeline's service and another one of the same name; two in one pipeline are a finding of their own. */
function clashOfServices(resource: Resource, set: ResourceSet): Clash | undefined {
  if (!isOfKind(resource, "NIMService")) return undefined;
  const { name, namespace, pipeline } = resource;
  const first = set.derive(firstServices).get(keyOfObject("NIMService", namespace, name));
  if (!first || first === resource || first.pipeline?.resource === pipeline?.resource) return undefined;
  const owner = first.pipeline ? `pipeline ${first.pipeline.resource.name}` : "a manifest of its own";
  return {
    path: ownName,
    message: `NIMService ${name} comes from ${owner} too; a pipeline leaves alone what it has not made`,
    help: rename,
    other: first,
    isFatal: true,
  };
}

/** Services with manifests of their own go first: the pipeline is the one that gives way. */
function firstServices(set: ResourceSet): Map<string, Resource<"NIMService">> {
  const first = new Map<string, Resource<"NIMService">>();
  const enabled = set.services.filter(({ pipeline, name }) => pipeline?.enabled !== false && name !== "");
  for (const service of [
    ...enabled.filter((one) => !one.pipeline),
    ...enabled.filter((one) => one.pipeline),
  ]) {
    const key = keyOfObject("NIMService", service.namespace, service.name);
    if (!first.has(key)) first.set(key, service);
  }
  return first;
}

/** Two resources that the operator makes one object for. */
function clashOfMade(resource: Resource, { taken }: MadeObjects): Clash | undefined {
  const object = taken.get(resource);
  if (!object) return undefined;
  const { kind, name, from, takenBy } = object;
  const isClaim = kind === "PersistentVolumeClaim";
  const effect = isClaim ? "; the second uses the first's, and loses it with its owner" : "";
  return {
    path: from,
    message: `${kind} ${name} is made for ${takenBy.kind} ${takenBy.name} too${effect}`,
    help: isClaim ? "give one of them a name of its own in spec.storage.pvc.name" : rename,
    other: takenBy,
    isFatal: !isClaim,
  };
}

function clashWithCompanion(
  resource: Resource,
  objects: MadeObjects,
  version: OperatorVersion,
): Clash | undefined {
  for (const { made, written } of objects.written.get(resource) ?? []) {
    const { kind, name, from } = made;
    if (keptWhereFound.test(name) || !isOfUsualGroup(written)) continue;
    const effect = effectOn(written, version);
    const message = `${kind} ${name} stands in the set already, ${effect.words}`;
    return { path: from, message, help: effect.help ?? rename, other: written, isFatal: effect.isFatal };
  }
  return undefined;
}

/** The operator makes these only where they are missing, so a manifest of one's own is a way to change them. */
const keptWhereFound = /-(mpi-config|mpi-start-script|ssh-pk)$/;

/** Other groups have kinds called Service or Ingress, too. */
function isOfUsualGroup({ kind, value }: Located & { value: unknown }): boolean {
  const version = isMap(value) ? value.apiVersion : undefined;
  if (kind === "Service" || kind === "Pod") return version === "v1";
  return kind !== "Ingress" || (typeof version === "string" && version.startsWith("networking.k8s.io/"));
}

/** Source: k8sutil.go, BuildByObjectFilteredCache. */
const seenByLabelOnly = new Set([
  "Deployment",
  "Service",
  "HorizontalPodAutoscaler",
  "Job",
  "Pod",
  "LeaderWorkerSet",
  "ServiceMonitor",
  "GRPCRoute",
  "HTTPRoute",
  "InferenceService",
]);

function effectOn(
  other: Located & { value: unknown },
  version: OperatorVersion,
): { words: string; help?: string; isFatal: boolean } {
  const { kind, name } = other;
  if (kind === "PersistentVolumeClaim") {
    const help = "write `create: false` and the claim's name, or remove the claim's manifest";
    return { words: "and is used as it is: size, class and access mode are ignored", help, isFatal: false };
  }
  if (kind === "ConfigMap" && name.endsWith("-manifest"))
    return { words: "and is taken for the model manifest", isFatal: false };
  if (kind === "Pod") return { words: "so the operator waits for its own for ever", isFatal: true };
  if (seenByLabelOnly.has(kind) && atLeast(version, "3.1.0") && !isLabelled(other))
    return { words: "so the operator cannot make its own", isFatal: true };
  return { words: "and is overwritten by the operator", isFatal: false };
}

function isLabelled({ value }: { value: unknown }): boolean {
  const metadata = isMap(value) ? value.metadata : undefined;
  return isManagedByOperator(isMap(metadata) ? metadata.labels : undefined);
}

/** A service without an Ingress of its own has one of its name removed, whoever made it. Source: CleanupResource. */
function deletedIngress(resource: Resource, set: ResourceSet): Clash | undefined {
  if (!isOfKind(resource, "NIMService") || resource.spec.inferencePlatform === "kserve") return undefined;
  const { name, namespace } = resource;
  const other = set.companions.length === 0 ? undefined : set.companion("Ingress", namespace, name);
  if (!other || !isOfUsualGroup(other)) return undefined;
  return {
    path: ownName,
    message: `Ingress ${name} stands in the set, and is deleted by the operator, since the service has none of its own`,
    help: "rename the Ingress, or have the operator make it: spec.expose.router.ingress",
    other,
    isFatal: true,
  };
}

/** A service without an endpoint picker has what is named like one removed. Source: standalone/nimservice.go. */
function deletedAsEndpointPicker(
  resource: Resource,
  set: ResourceSet,
  version: OperatorVersion,
): Clash | undefined {
  const { name, namespace } = resource;
  if (!isOfKind(resource, "NIMService") || !name.endsWith("-epp") || !atLeast(version, "3.1.0"))
    return undefined;
  const other = set.derive(firstServices).get(keyOfObject("NIMService", namespace, name.slice(0, -4)));
  if (!other || other.spec.inferencePlatform === "kserve") return undefined;
  return {
    path: ownName,
    message: `the operator takes what is named ${name} for an endpoint picker that ${other.name} no longer has, and deletes it`,
    help: "choose a name that does not end in -epp",
    other,
    isFatal: true,
  };
}
