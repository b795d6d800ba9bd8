import type { ValueMap } from "../../value.ts";
import type { Faults } from "./fault.ts";
import { fieldOf, itemsOf, mapOf, numberOf, textOf, textsOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dnsSubdomain } from "./names.ts";
import { faultsOfPattern, faultsOfRange } from "./schema.ts";

/**
 * Of an HTTPRoute or a GRPCRoute: host names, gateway and backend, which users choose. The resource's own rules are
 * not looked at where a text is too long for them. Source: the custom resources of kubernetes-sigs/gateway-api, version v1.
 */
export function* faultsOfRoute(route: ValueMap): Faults {
  const spec = mapOf(route, "spec") ?? {};
  const backends = backendsOf(spec);
  const ofMetadata = faultsOfMetadata(mapOf(route, "metadata") ?? {}, dnsSubdomain);
  const faults = [...ofMetadata, ...faultsOfSchema(spec, backends)];
  yield* faults;
  if (faults.some((fault) => fault.message.startsWith("Too long"))) return;
  for (const [at, backend] of backends) yield* faultsOfServicePort(backend, at);
}

type Placed = readonly [at: string, backend: ValueMap];

function backendsOf(spec: ValueMap): Placed[] {
  return itemsOf(spec, "rules").flatMap((rule, index) =>
    itemsOf(rule, "backendRefs").map(
      (backend, number): Placed => [`spec.rules[${index}].backendRefs[${number}]`, backend],
    ),
  );
}

function* faultsOfSchema(spec: ValueMap, backends: readonly Placed[]): Faults {
  for (const [index, host] of textsOf(spec, "hostnames").entries()) {
    yield* faultsOfPattern(host, `spec.hostnames[${index}]`, rules.hostname);
  }
  for (const [index, parent] of itemsOf(spec, "parentRefs").entries()) {
    yield* faultsOfReference(parent, `spec.parentRefs[${index}]`);
  }
  for (const [at, backend] of backends) {
    yield* faultsOfReference(backend, at);
    yield* faultsOfRange(numberOf(backend, "weight"), `${at}.weight`, 0, 1_000_000);
  }
}

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const rules = {
  hostname: { pattern: `^(\\*\\.)?${label}(\\.${label})*$`, most: 253, least: 1 },
  group: { pattern: `^$|^${label}(\\.${label})*$`, most: 253 },
  kind: { pattern: "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$", most: 63, least: 1 },
  name: { pattern: "", most: 253, least: 1 },
  namespace: { pattern: `^${label}$`, most: 63, least: 1 },
} as const;

function* faultsOfReference(reference: ValueMap, at: string): Faults {
  for (const field of ["group", "kind", "name", "namespace"] as const) {
    const value = fieldOf(reference, field);
    if (typeof value === "string") yield* faultsOfPattern(value, `${at}.${field}`, rules[field]);
  }
  yield* faultsOfRange(numberOf(reference, "port"), `${at}.port`, 1, 65535);
}

function* faultsOfServicePort(backend: ValueMap, at: string): Faults {
  const isService = textOf(backend, "group") === "" && (fieldOf(backend, "kind") ?? "Service") === "Service";
  if (!isService || fieldOf(backend, "port") !== undefined) return;
  // Faults of such rules show no value.
  yield { field: at, message: "Invalid value: Must have port for Service reference" };
}
