import { draKubernetesMinor, isTooOldForDra } from "../dra-kubernetes.ts";
import type { DraResource } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import { isMap, valueAt } from "../value.ts";
import type { DraftMap } from "./draft.ts";
import type { Missing, Surroundings } from "./made.ts";
import { nameHash } from "./name-hash.ts";
import type { ServiceFacts } from "./service-facts.ts";
import { versionComplaint } from "./version-complaint.ts";

/** A claim of the pods: one that exists, or one that is made of a template for each pod. */
export interface NamedClaim {
  /** Name within the pod. */
  readonly name: string;
  readonly refersTo: "resourceClaimName" | "resourceClaimTemplateName";
  readonly resourceName: string;
  readonly requests: readonly string[];
  /** What the operator makes a template of. */
  readonly creation: DraResource["claimCreationSpec"];
}

/**
 * The claims of a service in the operator's order, that of its ComputeDomain last; or a sentence that says what is not
 * known. Source: k8s-nim-operator internal/shared/resourceclaims.go.
 */
export function namedClaims(facts: ServiceFacts, surroundings: Surroundings): NamedClaim[] | Missing {
  const counts = new Map<string, number>();
  const named = (type: 0 | 1 | 2, resourceName: string, given?: DraResource): NamedClaim => {
    const unique = `claim-${nameHash(facts.name)}-${type}-${nameHash(resourceName)}`;
    const count = counts.get(unique) ?? 0;
    counts.set(unique, count + 1);
    return {
      name: `${unique}-${count}`,
      refersTo: type === 0 ? "resourceClaimName" : "resourceClaimTemplateName",
      resourceName,
      requests: (given?.requests ?? []).filter((request) => request !== undefined),
      creation: given?.claimCreationSpec,
    };
  };
  const claims = (facts.spec.draResources ?? []).flatMap((given, index) => {
    if (!given) return [];
    const { resourceClaimName, resourceClaimTemplateName, claimCreationSpec } = given;
    if (resourceClaimName !== undefined) return [named(0, resourceClaimName, given)];
    if (resourceClaimTemplateName !== undefined) return [named(1, resourceClaimTemplateName, given)];
    const prefix = claimCreationSpec?.generateName || "claimtemplate";
    return [named(1, `${prefix}-${nameHash(facts.name)}-${index}`, given)];
  });
  if (!hasComputeDomain(facts)) return claims;
  const template = domainTemplate(facts, surroundings);
  return "why" in template ? template.why : [...claims, named(2, template.name)];
}

/** Only a service of several nodes has one. */
export function hasComputeDomain({ spec }: ServiceFacts): boolean {
  return (spec.multiNode?.parallelism?.pipeline ?? 0) > 1 && spec.multiNode?.computeDomain !== undefined;
}

/** What the operator says of the claims before it makes anything. Source: standalone/nimservice.go, validateDRAResources. */
export function claimsFault(
  { spec, version }: ServiceFacts,
  { kubernetesVersion }: Surroundings,
): string | undefined {
  if ((spec.draResources?.length ?? 0) === 0) return undefined;
  if (kubernetesVersion && isTooOldForDra(kubernetesVersion, version)) {
    const wanted = `please upgrade to k8s version 'v1.${draKubernetesMinor(version)}.0' or higher`;
    return `DRA resources are not supported by NIM-Operator on this cluster, ${wanted}`;
  }
  const seen = new Set<string>();
  for (const [index, claim] of (spec.draResources ?? []).entries()) {
    const name = claim?.resourceClaimName;
    if (name === undefined) continue;
    if (seen.has(name)) {
      return `spec.draResources[${index}].resourceClaimName: duplicate resource claim name: '${name}'`;
    }
    seen.add(name);
  }
  for (const [index, claim] of (spec.draResources ?? []).entries()) {
    for (const [device, { attributeSelectors }] of devicesOf(claim).entries()) {
      for (const [attribute, selector] of (attributeSelectors ?? []).entries()) {
        const version = selector?.value?.versionValue;
        const fault = version === undefined ? undefined : versionComplaint(version);
        if (fault === undefined) continue;
        const place = `claimCreationSpec.devices[${device}].attributeSelectors[${attribute}]`;
        const field = `spec.draResources[${index}].${place}.value.versionValue.version`;
        return `${field}: invalid version ${JSON.stringify(version)}: ${fault}`;
      }
    }
  }
  return undefined;
}

/** `resourceClaims` of the pod. */
export function podClaims(claims: readonly NamedClaim[]): ValueMap[] {
  return claims.map(({ name, refersTo, resourceName }) => ({ name, [refersTo]: resourceName }));
}

/** Every container, sidecars too, gets every claim. Source: resourceclaims.go, UpdateContainerResourceClaims. */
export function withClaims(container: DraftMap, claims: readonly NamedClaim[]): DraftMap {
  if (claims.length === 0) return container;
  const { resources } = container;
  const given = isMap(resources) ? resources : {};
  const before = Array.isArray(given.claims) ? given.claims : [];
  const added = claims.flatMap(({ name, requests }): ValueMap[] =>
    requests.length === 0 ? [{ name }] : requests.map((request) => ({ name, request })),
  );
  return { ...container, resources: { ...given, claims: [...before, ...added] } };
}

function devicesOf(claim: DraResource | undefined) {
  return (claim?.claimCreationSpec?.devices ?? []).filter((device) => device !== undefined);
}

function domainTemplate(
  { name, spec }: ServiceFacts,
  surroundings: Surroundings,
): { readonly name: string } | { readonly why: Missing } {
  const { create, name: existing = "" } = spec.multiNode?.computeDomain ?? {};
  if (create === true) return { name: `cd-claimtemplate-${nameHash(name)}` };
  const domain = surroundings.find("ComputeDomain", existing);
  const template = valueAt(domain, ["spec", "channel", "resourceClaimTemplate", "name"]);
  if (typeof template === "string") return { name: template };
  return {
    why: {
      sentence: `the ComputeDomain ${existing} is not among the manifests, which names the claim template`,
    },
  };
}
