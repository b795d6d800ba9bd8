import { at, rule } from "../rule.ts";

/** R1: `!(has(gateway) && has(ingress))`. */
export const routerIngressAndGateway = rule({
  id: "router-ingress-and-gateway",
  title: "a router has an Ingress and a Gateway",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  since: "3.1.0",
  why: `\`spec.expose.router\` leads requests in through an Ingress or through routes on a Gateway. The CRD
refuses both: keep the one that the cluster has a controller for.`,
  source: "CRD rule on NIMService.spec.expose.router (R1); the webhook says the same (W17)",
  check(service, report) {
    const { gateway, ingress } = service.spec.expose?.router ?? {};
    if (!gateway || !ingress) return;
    const router = at("spec", "expose", "router");
    report([...router, "gateway"], "spec.expose.router has both ingress and gateway", {
      help: "keep `ingress` or `gateway`, whichever the cluster has a controller for",
      related: [[...router, "ingress"]],
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
      ingress:
        ingressClass: nginx
      gateway:
        name: inference
        namespace: gateways
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
      ingress:
        ingressClass: nginx
`,
  },
});
