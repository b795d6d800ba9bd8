import { clashOf } from "../clash.ts";
import { at, rule } from "../rule.ts";

/** T21, and the same for all the other names. */
export const nameClash = rule({
  id: "name-clash",
  title: "an object that the operator makes has a name that is taken",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The operator names what it makes after the resource: Deployment, Service, ServiceAccount, Role,
RoleBinding, HPA and routes of a service \`<name>\`, its LeaderWorkerSet \`<name>-lws\`, endpoint picker
\`<name>-epp\`; of a cache \`<name>-job\`, \`<name>-pod\`, \`<name>-manifest\`; claims \`<name>-pvc\`.

- A Deployment, Service, Job, Pod or route that is there already is not seen by the operator (since 3.1.0),
  creating it fails, and the resource is \`Failed\` with \`… already exists\` until the other one is gone.
  \`expose.service.name\` does not help: it is ignored.
- ServiceAccounts, Roles, Ingresses and ConfigMaps that are there already are overwritten. An Ingress of the
  service's name is **deleted** where the service has none of its own, and so is everything named \`<name>-epp\`
  that the operator made for another service.
- A claim that is there already is used as it is, whatever size and access mode were asked for, and dies with
  its first owner.
- A pipeline does not touch a NIMService that it has not made itself, and stays \`NotReady\`.`,
  source:
    "k8s-nim-operator v3.1.2, standalone/nimservice.go, nimpipeline_controller.go, k8sutil.go CleanupResource and BuildByObjectFilteredCache; a taken Service or Deployment and a pipeline that is not the owner were seen on a cluster (trap T21)",
  check(resource, report, { set, settings }) {
    const clash = clashOf(resource, set, settings);
    if (!clash) return;
    report(clash.path, clash.message, {
      help: clash.help,
      severity: clash.isFatal ? "error" : "warning",
      related: [{ resource: clash.other, path: at("metadata", "name") }],
    });
  },
  examples: {
    bad: `
apiVersion: v1
kind: Service
metadata:
  name: llama-8b
spec:
  ports:
    - port: 8000
---
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
`,
    good: `
apiVersion: v1
kind: Service
metadata:
  name: llama-8b-gateway
spec:
  ports:
    - port: 8000
---
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
`,
  },
});
