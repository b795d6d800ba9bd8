import { type DraftObject, Unquoted } from "./draft.ts";
import { objectAnnotations, serviceLabels } from "./labels.ts";
import type { NamedClaim } from "./resource-claims.ts";
import { parallelismOf } from "./service-environment.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/** Source: k8s-nim-operator manifests/computedomain.yaml; standalone/nimservice.go, reconcileComputeDomain. */
export function computeDomainOf(facts: ServiceFacts, claims: readonly NamedClaim[]): DraftObject | undefined {
  if (facts.spec.multiNode?.computeDomain?.create !== true) return undefined;
  const template = claims.at(-1)?.resourceName ?? "";
  return {
    apiVersion: "resource.nvidia.com/v1beta1",
    kind: "ComputeDomain",
    metadata: metadataOf(facts, {
      labels: serviceLabels(facts.name, facts.spec),
      annotations: objectAnnotations(facts.spec),
    }),
    spec: {
      numNodes: parallelismOf(facts).pipeline,
      channel: { resourceClaimTemplate: { name: new Unquoted(template) }, allocationMode: "Single" },
    },
  };
}
