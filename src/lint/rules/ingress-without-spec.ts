import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** The webhook of operator 3.0 only: from 3.1.0 on it warns of the field as deprecated. */
export const ingressWithoutSpec = rule({
  id: "ingress-without-spec",
  title: "an Ingress is enabled without its spec",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  until: "3.0.2",
  why: `The webhook of operator 3.0 refuses \`spec.expose.ingress.enabled: true\` where
\`spec.expose.ingress.spec\` says nothing. Without it the Ingress that the operator makes is refused by the
API server, as it has neither a rule nor a backend.`,
  source: "k8s-nim-operator v3.0.2, nimservice_webhook_validation_helper.go, validateExposeConfiguration",
  check(service, report) {
    const ingress = service.spec.expose?.ingress;
    const path = at("spec", "expose", "ingress", "spec");
    if (!ingress?.enabled || isRefused(service, path) || Object.keys(ingress.spec ?? {}).length > 0) return;
    report(path, "spec.expose.ingress is enabled, but spec.expose.ingress.spec says nothing", {
      help: "add spec.ingressClassName and spec.rules with the host and its path",
      related: [at("spec", "expose", "ingress", "enabled")],
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
  },
});
