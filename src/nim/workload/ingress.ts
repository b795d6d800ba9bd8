import type { ValueMap } from "../value.ts";
import type { DraftObject } from "./draft.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";
import { objectAnnotations, serviceLabels } from "./labels.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/**
 * The Ingress, of `expose.router` or of the deprecated `expose.ingress`, which goes first; undefined for none.
 * Source: k8s-nim-operator nimservice_types.go, IsIngressEnabled, GetIngressParams; common_types.go, GenerateIngressSpec.
 */
export function ingressOf(facts: ServiceFacts): DraftObject | undefined {
  if (!hasIngress(facts)) return undefined;
  const { name, spec } = facts;
  const { ingress, router } = spec.expose ?? {};
  const isOld = ingress?.enabled === true;
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: metadataOf(facts, {
      labels: serviceLabels(name, spec),
      annotations: objectAnnotations(spec, isOld ? ingress.annotations : router?.annotations),
    }),
    spec: isOld ? goStruct(ingress.spec ?? {}, goTypes.ingress) : routerSpec(facts),
  };
}

export function hasIngress({ spec }: ServiceFacts): boolean {
  return Boolean(spec.expose?.router?.ingress?.ingressClass) || spec.expose?.ingress?.enabled === true;
}

/** The host of a service behind a router: name, namespace and domain. */
export function routerHost({ name, namespace, spec }: ServiceFacts): string {
  return `${name}.${namespace}.${spec.expose?.router?.hostDomainName ?? ""}`;
}

function routerSpec(facts: ServiceFacts): ValueMap {
  const { ingressClass = "", tlsSecretName } = facts.spec.expose?.router?.ingress ?? {};
  const host = routerHost(facts);
  const backend = { service: { name: facts.name, port: { name: "api" } } };
  return {
    ingressClassName: ingressClass,
    ...(tlsSecretName ? { tls: [{ hosts: [host], secretName: tlsSecretName }] } : {}),
    rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
  };
}
