import { at, rule, set, unsafe } from "../rule.ts";

/** Warn2. */
export const twoEntryPoints = rule({
  id: "two-entry-points",
  title: "a service is reachable by a load balancer and by a router",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "webhook",
  since: "3.1.0",
  why: `\`spec.expose.service.type: LoadBalancer\` gives the service an address of its own, and
\`spec.expose.router\` a second way in through an Ingress or a Gateway. The webhook warns of it: whatever
guards the one (TLS, authentication, rate limits) does not guard the other.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateExposeRouterConfiguration (Warn2)",
  check(service, report) {
    const { router, service: port } = service.spec.expose ?? {};
    const entry = router?.gateway ? "gateway" : router?.ingress ? "ingress" : undefined;
    if (port?.type !== "LoadBalancer" || entry === undefined) return;
    const path = at("spec", "expose", "service", "type");
    report(path, `spec.expose.service.type is LoadBalancer beside spec.expose.router.${entry}: two ways in`, {
      help: "write ClusterIP, and let the router be the only way in, or remove the router",
      related: [at("spec", "expose", "router", entry)],
      fix: unsafe(set(path, "ClusterIP")),
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
      type: LoadBalancer
      port: 8000
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
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
      type: ClusterIP
      port: 8000
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`,
  },
});
