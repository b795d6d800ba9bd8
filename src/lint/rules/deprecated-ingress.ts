import { at, rule } from "../rule.ts";

/** Warn1. Where router.ingress stands beside it, the API server refuses the service (ingress-and-router). */
export const deprecatedIngress = rule({
  id: "deprecated-ingress",
  title: "a service uses the deprecated form of an Ingress",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "webhook",
  since: "3.1.0",
  why: `\`spec.expose.ingress\` is deprecated since operator 3.1.0 and the webhook warns of it; it will go
away. \`spec.expose.router.ingress\` makes the Ingress from its class and a domain alone. The host changes:
it is NAME.NAMESPACE.\`hostDomainName\`.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateExposeConfiguration (Warn1)",
  check(service, report) {
    const { ingress, router } = service.spec.expose ?? {};
    if (!ingress?.enabled || router?.ingress) return;
    const ingressClass = ingress.spec?.ingressClassName;
    report(at("spec", "expose", "ingress"), "spec.expose.ingress is deprecated since operator 3.1.0", {
      help: `write spec.expose.router with hostDomainName and \`ingress: {ingressClass: ${ingressClass ?? "nginx"}}\` instead`,
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
          - host: llama-8b.example.com
            http:
              paths:
                - path: /
                  pathType: Prefix
                  backend:
                    service:
                      name: llama-8b
                      port:
                        number: 8000
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
      hostDomainName: example.com
      ingress:
        ingressClass: nginx
`,
  },
});
