import { at, rule } from "../rule.ts";
import { hasUnknownField, isWritten } from "../written.ts";

/** R2: `group == "" && kind == "Service"` needs `port`, after defaults. */
export const gatewayBackendPort = rule({
  id: "gateway-backend-port",
  title: "a route leads to a Service without saying which port",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  since: "3.1.0",
  why: `\`backendRef\` sends the requests of the route to something else than the service itself. Without
\`group\` and \`kind\` it means a core Service, and the CRD then asks for its \`port\`. An InferencePool
needs no port.`,
  source: "CRD rule on NIMService.spec.expose.router.gateway.backendRef (R2); Gateway API BackendRef",
  check(service, report) {
    const path = at("spec", "expose", "router", "gateway", "backendRef");
    const backend = service.spec.expose?.router?.gateway?.backendRef;
    if (backend?.group !== "" || backend.kind !== "Service") return;
    if (isWritten(service, [...path, "port"]) || hasUnknownField(service, path)) return;
    report([...path, "port"], "spec.expose.router.gateway.backendRef.port is required for a Service", {
      help: "add the port of that Service, such as `port: 8000`; for an InferencePool write `group` and `kind`",
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
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          name: llama-8b-cached
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
  replicas: 1
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          name: llama-8b-cached
          port: 8000
`,
  },
});
