import type { ValueMap } from "../value.ts";
import type { DraftObject } from "./draft.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";
import { routerHost } from "./ingress.ts";
import { objectAnnotations, serviceLabels } from "./labels.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/**
 * The HTTPRoute of a gateway. `httpRoutesEnabled: false` does not count: the operator's first write drops it, and the
 * default puts true in its place (trap T27).
 * Source: k8s-nim-operator common_types.go, GenerateGatewayHTTPRouteSpec.
 */
export function httpRouteOf(facts: ServiceFacts): DraftObject | undefined {
  const gateway = facts.spec.expose?.router?.gateway;
  if (!gateway) return undefined;
  const backend = gateway.backendRef
    ? goStruct(gateway.backendRef, goTypes.backendRef)
    : { name: facts.name, port: facts.port };
  const matches = [{ path: { type: "PathPrefix", value: "/" } }];
  return route(facts, "HTTPRoute", routeSpec(facts, { backendRefs: [backend], matches }));
}

/** Without a grpcPort its spec is empty. Source: common_types.go, GenerateGatewayGRPCRouteSpec. */
export function grpcRouteOf(facts: ServiceFacts): DraftObject | undefined {
  const { router, service } = facts.spec.expose ?? {};
  if (router?.gateway?.grpcRoutesEnabled !== true) return undefined;
  const port = service?.grpcPort;
  if (port === undefined) return route(facts, "GRPCRoute", {});
  return route(facts, "GRPCRoute", routeSpec(facts, { backendRefs: [{ name: facts.name, port }] }));
}

function route(facts: ServiceFacts, kind: string, spec: ValueMap): DraftObject {
  const { router } = facts.spec.expose ?? {};
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind,
    metadata: metadataOf(facts, {
      labels: serviceLabels(facts.name, facts.spec),
      annotations: objectAnnotations(facts.spec, router?.annotations),
    }),
    spec,
  };
}

function routeSpec(facts: ServiceFacts, rule: ValueMap): ValueMap {
  const { name = "", namespace = "" } = facts.spec.expose?.router?.gateway ?? {};
  return { parentRefs: [{ name, namespace }], hostnames: [routerHost(facts)], rules: [rule] };
}
