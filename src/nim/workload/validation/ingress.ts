import { isIP } from "node:net";
import type { ValueMap } from "../../value.ts";
import { type Faults, invalid, invalidEach, notSupported, required } from "./fault.ts";
import { itemsOf, mapOf, numberOf, textOf, textsOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dns1035Label, dnsSubdomain, portName, portNumber, wildcardSubdomain } from "./names.ts";

/** Source: Kubernetes 1.35 networking validation.go, ValidateIngressCreate. */
export function* faultsOfIngress(ingress: ValueMap): Faults {
  const metadata = mapOf(ingress, "metadata") ?? {};
  yield* faultsOfMetadata(metadata, dnsSubdomain);
  const spec = mapOf(ingress, "spec") ?? {};
  const rules = itemsOf(spec, "rules");
  const backend = mapOf(spec, "defaultBackend");
  if (rules.length === 0 && !backend) {
    yield invalid("spec", null, "either `defaultBackend` or `rules` must be specified");
  }
  if (backend) yield* faultsOfBackend(backend, "spec.defaultBackend");
  for (const [index, rule] of rules.entries()) yield* faultsOfRule(rule, `spec.rules[${index}]`);
  for (const [index, tls] of itemsOf(spec, "tls").entries()) yield* faultsOfTls(tls, `spec.tls[${index}]`);
  const ingressClass = textOf(spec, "ingressClassName");
  if (typeof spec.ingressClassName === "string") {
    yield* invalidEach("spec.ingressClassName", ingressClass, dnsSubdomain(ingressClass));
  }
  yield* faultsOfOldClass(metadata, spec);
}

const oldClass = "kubernetes.io/ingress.class";

function* faultsOfOldClass(metadata: ValueMap, spec: ValueMap): Faults {
  const annotations = mapOf(metadata, "annotations") ?? {};
  if (typeof spec.ingressClassName !== "string" || !Object.hasOwn(annotations, oldClass)) return;
  const value = textOf(annotations, oldClass);
  if (value === spec.ingressClassName) return;
  yield invalid(`annotations.${oldClass}`, value, "must match `ingressClassName` when both are specified");
}

function* faultsOfRule(rule: ValueMap, at: string): Faults {
  const host = textOf(rule, "host");
  if (host !== "") {
    if (isIP(host) !== 0) yield invalid(`${at}.host`, host, "must be a DNS name, not an IP address");
    yield* faultsOfHost(host, `${at}.host`);
  }
  const http = mapOf(rule, "http");
  if (!http) return;
  const paths = itemsOf(http, "paths");
  if (paths.length === 0) yield required(`${at}.http.paths`);
  for (const [index, path] of paths.entries()) yield* faultsOfPath(path, `${at}.http.paths[${index}]`);
}

function faultsOfHost(host: string, at: string): Faults {
  return invalidEach(at, host, host.includes("*") ? wildcardSubdomain(host) : dnsSubdomain(host));
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const confusing = ["//", "/./", "/../", "%2f", "%2F"];

function* faultsOfPath(rule: ValueMap, at: string): Faults {
  const type = textOf(rule, "pathType");
  const path = textOf(rule, "path");
  if (type === "") {
    yield required(`${at}.pathType`, "pathType must be specified");
    return;
  }
  if (!pathTypes.includes(type)) yield notSupported(`${at}.pathType`, type, pathTypes);
  else if (type === "ImplementationSpecific") {
    if (path !== "" && !path.startsWith("/")) yield invalid(`${at}.path`, path, "must be an absolute path");
  } else {
    if (!path.startsWith("/")) yield invalid(`${at}.path`, path, "must be an absolute path");
    for (const one of confusing) {
      if (path.includes(one)) yield invalid(`${at}.path`, path, `must not contain '${one}'`);
    }
    for (const end of ["/..", "/."]) {
      if (path.endsWith(end)) yield invalid(`${at}.path`, path, `cannot end with '${end}'`);
    }
  }
  yield* faultsOfBackend(mapOf(rule, "backend") ?? {}, `${at}.backend`);
}

/** Of a Service; the operator knows no other. */
function* faultsOfBackend(backend: ValueMap, at: string): Faults {
  if (mapOf(backend, "resource")) return;
  const service = mapOf(backend, "service");
  if (!service) {
    yield invalid(at, "", "resource or service backend is required");
    return;
  }
  const name = textOf(service, "name");
  if (name === "") yield required(`${at}.service.name`);
  else yield* invalidEach(`${at}.service.name`, name, dns1035Label(name));
  const port = mapOf(service, "port") ?? {};
  const byName = textOf(port, "name");
  const number = numberOf(port, "number") ?? 0;
  if (byName !== "" && number !== 0) yield invalid(at, "", "cannot set both port name & port number");
  else if (byName !== "") yield* invalidEach(`${at}.service.port.name`, byName, portName(byName));
  else if (number !== 0) yield* invalidEach(`${at}.service.port.number`, number, portNumber(number));
  else yield required(at, "port name or number is required");
}

function* faultsOfTls(tls: ValueMap, at: string): Faults {
  for (const [index, host] of textsOf(tls, "hosts").entries()) {
    yield* faultsOfHost(host, `${at}.hosts[${index}]`);
  }
  const secret = textOf(tls, "secretName");
  if (secret !== "") yield* invalidEach(`${at}.secretName`, secret, dnsSubdomain(secret));
}
