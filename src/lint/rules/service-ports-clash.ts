import { at, rule } from "../rule.ts";

/** One Service cannot have the same port twice. */
export const servicePortsClash = rule({
  id: "service-ports-clash",
  title: "two ports of a service are the same",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `API, gRPC and metrics are three ports of one Service, all of them TCP. The CRD does not compare them; the API server
refuses a Service with the same port twice (\`Duplicate value\`), and the NIMService is Failed.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go GetServiceParams; Kubernetes Service validation",
  check(service, report) {
    const exposed = service.spec.expose?.service;
    const taken = new Map<number, string>([[exposed?.port ?? 8000, "port"]]);
    for (const field of ["grpcPort", "metricsPort"] as const) {
      const port = exposed?.[field];
      if (port === undefined) continue;
      const holder = taken.get(port);
      if (holder !== undefined) {
        report(at("spec", "expose", "service", field), `${field} ${port} is the same as ${holder}`, {
          help: "write another port; the API's default is 8000",
          related: [at("spec", "expose", "service", holder)],
        });
      }
      taken.set(port, field);
    }
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
      grpcPort: 8000
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
`,
  },
});
