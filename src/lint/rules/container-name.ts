import { isMultiNode } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import { at, rule } from "../rule.ts";

/** Init and sidecar containers, which the CRD lets have any name. */
export const containerName = rule({
  id: "container-name",
  title: "a container has a name that is taken, or none that Kubernetes accepts",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  since: "3.1.0",
  why: `All containers of a pod need different names, and each is a DNS label: lower-case letters, digits and hyphens, at
most 63. The CRD checks neither; the API server refuses the Deployment and the service is Failed. Taken already are the
model's own container, \`<name>-ctr\` (\`nim-leader\` and \`nim-worker\` in a multi-node service), and
\`update-ca-certificates\` where \`proxy.certConfigMap\` is set.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go GetContainerName, GetInitContainers; Kubernetes pod validation",
  check(service, report, { operatorVersion }) {
    const { spec } = service;
    const own = isMultiNode(spec, operatorVersion) ? ["nim-leader", "nim-worker"] : [`${service.name}-ctr`];
    const taken = new Map(own.map((name) => [name, "the model's own container"]));
    if (spec.proxy?.certConfigMap)
      taken.set("update-ca-certificates", "the operator's container for certificates");
    for (const list of ["initContainers", "sidecarContainers"] as const) {
      for (const [index, container] of (spec[list] ?? []).entries()) {
        const name = container?.name;
        if (name === undefined) continue;
        const path = at("spec", list, index, "name");
        const holder = taken.get(name);
        if (holder !== undefined) {
          report(path, `the container name ${quoted(name)} is taken by ${holder}`, {
            help: "give every container of the pod a name of its own",
          });
        } else if (name.length > 63 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
          report(path, `${quoted(name)} is no name for a container`, {
            help: "write lower-case letters, digits and hyphens, a letter or a digit first and last, at most 63",
          });
        }
        taken.set(name, `spec.${list}[${index}]`);
      }
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
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
    - name: log-shipper
      image:
        repository: registry.example.com/tools/trace-shipper
        tag: "1.0"
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
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
    - name: trace-shipper
      image:
        repository: registry.example.com/tools/trace-shipper
        tag: "1.0"
`,
  },
});
