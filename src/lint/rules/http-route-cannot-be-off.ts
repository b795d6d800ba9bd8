import { at, rule } from "../rule.ts";

/** T27: the operator's first write drops the false, and the CRD's default puts a true in its place. */
export const httpRouteCannotBeOff = rule({
  id: "http-route-cannot-be-off",
  title: "httpRoutesEnabled: false does not last",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  since: "3.1.0",
  why: `When a service is created, the operator's first write (its finalizer) leaves the \`false\` out, and the CRD's default
makes it \`true\` within a second: the HTTPRoute is made after all. The same manifest applied once more stays as it is, and
the route is removed. A GitOps tool therefore heals it on its second pass and shows a drift until then.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go (omitempty beside a default of true); seen on a cluster (trap T27)",
  check(service, report) {
    if (service.spec.expose?.router?.gateway?.httpRoutesEnabled !== false) return;
    report(
      at("spec", "expose", "router", "gateway", "httpRoutesEnabled"),
      "httpRoutesEnabled: false turns into true when the service is created",
      {
        help: "apply the manifest a second time, and check that the HTTPRoute is gone; or leave the route on",
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
      hostDomainName: example.com
      gateway:
        name: inference
        namespace: gateways
        httpRoutesEnabled: false
        grpcRoutesEnabled: true
    service:
      grpcPort: 50051
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
      gateway:
        name: inference
        namespace: gateways
        grpcRoutesEnabled: true
    service:
      grpcPort: 50051
`,
  },
});
