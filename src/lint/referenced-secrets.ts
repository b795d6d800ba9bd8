import { type Companion, isOfKind, type Resource, type ResourceSet } from "../manifest/resource.ts";
import {
  type NeededSecret,
  secretsOfBuild,
  secretsOfCache,
  secretsOfService,
} from "../nim/needed-secrets.ts";
import { isMap } from "../nim/value.ts";

/** One Secret in one role, with the first resource that refers to it: a mistake in a Secret is told once. */
export interface ReferencedSecret {
  readonly reference: NeededSecret;
  readonly first: Resource;
  /** The Secret's manifest; undefined where the set does not hold it. */
  readonly manifest: Companion | undefined;
}

/** The Secrets that a resource is the first to refer to; none where the set holds no Secrets at all. */
export function secretsFirstUsedBy(resource: Resource, set: ResourceSet): readonly ReferencedSecret[] {
  return set.derive(referencedSecrets).get(resource) ?? [];
}

/** The type of a Secret; Kubernetes makes it `Opaque` where none is written. */
export function typeOfSecret(secret: Companion): string {
  return typeof secret.value.type === "string" && secret.value.type !== "" ? secret.value.type : "Opaque";
}

/** The names of a Secret's values; the values themselves are looked at by no rule that uses this. */
export function keysOfSecret(secret: Companion): string[] {
  return [secret.value.data, secret.value.stringData].flatMap((data) =>
    isMap(data) ? Object.keys(data) : [],
  );
}

/** Types that the kubelet can pull images with. */
export function isPullSecretType(type: string): boolean {
  return type === "kubernetes.io/dockerconfigjson" || type === "kubernetes.io/dockercfg";
}

function referencedSecrets(set: ResourceSet): Map<Resource, ReferencedSecret[]> {
  const byResource = new Map<Resource, ReferencedSecret[]>();
  if (!set.companions.some(({ kind }) => kind === "Secret")) return byResource;
  const seen = new Set<string>();
  const resources = [...set.ofKind("NIMCache"), ...set.services, ...set.ofKind("NIMBuild")];
  for (const resource of resources) {
    if (resource.pipeline?.enabled === false) continue;
    for (const reference of secretsOf(resource)) {
      const key = [resource.namespace, reference.name, reference.use].join("\0");
      if (seen.has(key)) continue;
      seen.add(key);
      const manifest = set.companion("Secret", resource.namespace, reference.name);
      const own = byResource.get(resource) ?? [];
      byResource.set(resource, [...own, { reference, first: resource, manifest }]);
    }
  }
  return byResource;
}

function secretsOf(resource: Resource): NeededSecret[] {
  if (isOfKind(resource, "NIMCache")) return secretsOfCache(resource.spec);
  if (isOfKind(resource, "NIMService")) return secretsOfService(resource.spec);
  return isOfKind(resource, "NIMBuild") ? secretsOfBuild(resource.spec) : [];
}
