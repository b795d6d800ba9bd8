import type { Resource } from "../../manifest/resource.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** The operator makes an InferencePool for the endpoint picker; that the route leads there is up to the author. */
export const endpointPickerUnused = rule({
  id: "endpoint-picker-unused",
  title: "an endpoint picker is set up, but no request passes it",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  since: "3.1.0",
  why: `With \`eppConfig\` the operator makes the picker and an InferencePool named as the service. The HTTPRoute leads to the
plain Service all the same, unless \`gateway.backendRef\` names that pool; without a gateway there is no HTTPRoute at all, and
on KServe no picker. Nothing checks this, and requests are spread as if there were no picker.`,
  source:
    "k8s-nim-operator v3.1.2, common_types.go GenerateGatewayHTTPRouteSpec, nimservice_types.go GetInferencePoolParams",
  check(service, report) {
    const router = service.spec.expose?.router;
    if (!router?.eppConfig || isRefused(service, ["spec", "expose", "router"])) return;
    const problem = whyUnused(service);
    if (!problem) return;
    const path = at("spec", "expose", "router", "eppConfig");
    report(path, `no request passes the endpoint picker: ${problem}`, {
      help:
        service.spec.inferencePlatform === "kserve"
          ? "remove eppConfig; it works on the standalone platform only"
          : `write in gateway: backendRef: {group: ${poolGroup}, kind: InferencePool, name: ${service.name}}`,
      related: router.gateway ? [at("spec", "expose", "router", "gateway")] : [],
      onKey: true,
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  expose:
    router:
      hostDomainName: example.com
      gateway:
        name: inference
        namespace: gateways
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.3.1
        configMapRef:
          name: endpoint-picker
          key: plugins.yaml
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  expose:
    router:
      hostDomainName: example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          group: inference.networking.k8s.io
          kind: InferencePool
          name: llama-8b
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.3.1
        configMapRef:
          name: endpoint-picker
          key: plugins.yaml
`,
  },
});

const poolGroup = "inference.networking.k8s.io";

function whyUnused(service: Resource<"NIMService">): string | undefined {
  if (service.spec.inferencePlatform === "kserve") return "KServe services have none";
  const gateway = service.spec.expose?.router?.gateway;
  if (!gateway) return "there is no gateway whose route could lead there";
  const { backendRef } = gateway;
  if (!backendRef) return "the route leads to the plain Service";
  if (backendRef.kind !== "InferencePool")
    return `the route leads to the ${backendRef.kind} ${backendRef.name}`;
  if (backendRef.name === service.name) return undefined;
  return `the route leads to the InferencePool ${backendRef.name}, the picker's is ${service.name}`;
}
