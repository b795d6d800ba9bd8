import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W30. */
export const grpcRouteWithoutPort = rule({
  id: "grpc-route-without-port",
  title: "a GRPCRoute has no port to lead to",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  since: "3.1.0",
  why: `\`spec.expose.router.gateway.grpcRoutesEnabled: true\` makes a GRPCRoute to the gRPC port of the
Service, so \`spec.expose.service.grpcPort\` must be set; it has no default. The webhook refuses the service
otherwise. Without the webhook the operator makes an empty GRPCRoute, which belongs to no Gateway and leads
nowhere.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateExposeRouterConfiguration; nimservice_types.go (W30)",
  check(service, report) {
    const { router, service: port } = service.spec.expose ?? {};
    const path = at("spec", "expose", "service", "grpcPort");
    if (!router?.gateway?.grpcRoutesEnabled || port?.grpcPort !== undefined || isRefused(service, path))
      return;
    report(path, "spec.expose.service.grpcPort is missing, and a GRPCRoute is to lead to it", {
      help: "add the port on which the model speaks gRPC, such as 50051, or set grpcRoutesEnabled to false",
      related: [at("spec", "expose", "router", "gateway", "grpcRoutesEnabled")],
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
    service:
      port: 8000
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        grpcRoutesEnabled: true
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
    service:
      port: 8000
      grpcPort: 50051
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        grpcRoutesEnabled: true
`,
  },
});
