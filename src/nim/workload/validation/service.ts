import type { ValueMap } from "../../value.ts";
import { duplicate, type Faults, forbidden, invalid, invalidEach, notSupported, required } from "./fault.ts";
import { fieldOf, itemsOf, mapOf, numberOf, textOf } from "./fields.ts";
import { faultsOfLabels, faultsOfMetadata } from "./metadata.ts";
import { dns1035Label, dnsLabel, dnsSubdomain, labelKey } from "./names.ts";
import { protocols } from "./ports.ts";
import { faultsOfPortReference } from "./probe.ts";

/**
 * The operator sets type, selector and ports, and of those only what is looked at here. Node ports, addresses and
 * traffic policies are the cluster's defaults. Source: Kubernetes 1.35 core validation.go, validateService.
 */
export function* faultsOfService(service: ValueMap): Faults {
  const metadata = mapOf(service, "metadata") ?? {};
  const spec = mapOf(service, "spec") ?? {};
  yield* faultsOfMetadata(metadata, dns1035Label);
  const type = textOf(spec, "type") || "ClusterIP";
  const ports = itemsOf(spec, "ports");
  const isHeadless = textOf(spec, "clusterIP") === "None";
  if (ports.length === 0 && !isHeadless && type !== "ExternalName") yield required("spec.ports");
  if (type === "ExternalName") yield* faultsOfExternalName(textOf(spec, "externalName"));
  yield* faultsOfPorts(ports);
  yield* faultsOfLabels(spec, "selector", "spec.selector");
  if (!types.includes(type)) yield notSupported("spec.type", type, types);
  yield* faultsOfTwins(ports);
  yield* faultsOfServiceAnnotations(mapOf(metadata, "annotations") ?? {}, type);
}

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/** The operator has no field for the name, so a Service of this type is never accepted. */
function* faultsOfExternalName(name: string): Faults {
  const host = name.replace(/\.$/, "");
  if (host === "") yield required("spec.externalName");
  else yield* invalidEach("spec.externalName", host, dnsSubdomain(host));
}

function* faultsOfPorts(ports: readonly ValueMap[]): Faults {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const at = `spec.ports[${index}]`;
    const name = textOf(port, "name");
    if (name !== "") yield* invalidEach(`${at}.name`, name, dnsLabel(name));
    else if (ports.length > 1) yield required(`${at}.name`);
    if (name !== "" && names.has(name)) yield duplicate(`${at}.name`, name);
    names.add(name);
    yield* faultsOfPort(port, at);
  }
}

function* faultsOfPort(port: ValueMap, at: string): Faults {
  yield* faultsOfPortReference({ port: numberOf(port, "port") ?? 0 }, "port", `${at}.port`);
  const protocol = protocolOf(port);
  if (!protocols.includes(protocol)) yield notSupported(`${at}.protocol`, protocol, protocols);
  const target = fieldOf(port, "targetPort") || (numberOf(port, "port") ?? 0);
  yield* faultsOfPortReference({ target }, "target", `${at}.targetPort`);
  const application = textOf(port, "appProtocol");
  if (application !== "") yield* invalidEach(`${at}.appProtocol`, application, labelKey(application));
}

/** The value is shown as Kubernetes shows it: in its inner form, where all fields have capitals. */
function* faultsOfTwins(ports: readonly ValueMap[]): Faults {
  const seen = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const protocol = protocolOf(port);
    const number = numberOf(port, "port") ?? 0;
    const key = `${protocol}/${number}`;
    if (seen.has(key)) {
      const shown = {
        Name: "",
        Protocol: protocol,
        AppProtocol: null,
        Port: number,
        TargetPort: 0,
        NodePort: 0,
      };
      yield duplicate(`spec.ports[${index}]`, shown);
    }
    seen.add(key);
  }
}

const sourceRanges = "service.beta.kubernetes.io/load-balancer-source-ranges";
const topologyHints = "service.kubernetes.io/topology-aware-hints";
const topologyMode = "service.kubernetes.io/topology-mode";

/** Users give a Service its annotations. The ranges themselves are not looked at. */
function* faultsOfServiceAnnotations(annotations: ValueMap, type: string): Faults {
  const mode = textOf(annotations, topologyMode);
  const isDoubled = Object.hasOwn(annotations, topologyMode) && Object.hasOwn(annotations, topologyHints);
  if (isDoubled && mode !== textOf(annotations, topologyHints)) {
    const sentence = `must match annotations[${topologyHints}] when both are specified`;
    yield invalid(`metadata.annotations[${topologyMode}]`, mode, sentence);
  }
  if (type === "LoadBalancer" || !Object.hasOwn(annotations, sourceRanges)) return;
  const field = `metadata.annotations[${sourceRanges}]`;
  yield forbidden(field, "may only be used when `type` is 'LoadBalancer'");
}

function protocolOf(port: ValueMap): string {
  return textOf(port, "protocol") || "TCP";
}
