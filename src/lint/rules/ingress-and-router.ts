import { at, remove, rule, unsafe } from "../rule.ts";

/** S4: `!(expose.ingress.enabled && has(expose.router.ingress))`. */
export const ingressAndRouter = rule({
  id: "ingress-and-router",
  title: "a service has the old and the new form of an Ingress at once",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  since: "3.1.0",
  why: `\`spec.expose.ingress\` is deprecated since operator 3.1.0; \`spec.expose.router.ingress\` replaces
it. The CRD refuses a service where the old one is enabled while the new one is there, because both would
make an Ingress of the same name.

Remove the old one once its host and annotations have been carried over: the new host is
NAME.NAMESPACE.\`hostDomainName\`.`,
  source: "CRD rule on NIMService.spec (S4)",
  check(service, report) {
    const { ingress, router } = service.spec.expose ?? {};
    if (!ingress?.enabled || !router?.ingress) return;
    const message = "spec.expose.ingress is enabled beside spec.expose.router.ingress";
    report(at("spec", "expose", "ingress", "enabled"), message, {
      help: "remove spec.expose.ingress, which is deprecated, and keep spec.expose.router.ingress",
      related: [at("spec", "expose", "router", "ingress")],
      fix: unsafe(remove("spec", "expose", "ingress")),
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
    ingress:
      enabled: true
      spec:
        ingressClassName: nginx
        rules:
          - host: llama-8b.models.example.com
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
    router:
      hostDomainName: models.example.com
      ingress:
        ingressClass: nginx
`,
  },
});
