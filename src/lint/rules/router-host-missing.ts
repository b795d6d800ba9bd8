import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W17: the field is optional in the CRD, and may not be empty there. */
export const routerHostMissing = rule({
  id: "router-host-missing",
  title: "a router has no host name",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  since: "3.1.0",
  why: `\`spec.expose.router\` makes an Ingress, or routes on a Gateway, for the host
NAME.NAMESPACE.\`hostDomainName\`. The webhook refuses a router without that domain. Without the webhook the
host ends in a dot, which is no valid host of an Ingress or a route, so that the API server refuses what the
operator makes and the service is Failed.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateRouterConfiguration (W17)",
  check(service, report) {
    const router = service.spec.expose?.router;
    const path = at("spec", "expose", "router", "hostDomainName");
    if (!router || router.hostDomainName || isRefused(service, path)) return;
    const entry = router.ingress ? "ingress" : router.gateway ? "gateway" : undefined;
    if (entry === undefined) return;
    report(
      path,
      `spec.expose.router has an ${entry === "ingress" ? "Ingress" : "entry by a Gateway"}, but no hostDomainName`,
      {
        help: "add `hostDomainName`, a domain such as models.example.com; the name of the service goes before it",
        related: [at("spec", "expose", "router", entry)],
      },
    );
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
