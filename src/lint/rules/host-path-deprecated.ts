import { at, rule } from "../rule.ts";

/** A folder of the node: works, but only on nodes that have it, and only where policy allows it. */
export const hostPathDeprecated = rule({
  id: "host-path-deprecated",
  title: "a service keeps its model in a folder of the node",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "nimops",
  since: "3.0.2",
  why: `\`storage.hostPath\` ties the service to nodes that hold the folder already: on any other the pod
starts with an empty one and downloads the model again, as a user that may not write there. Namespaces with
the Pod Security level \`baseline\` or \`restricted\` refuse such pods altogether. For a NIMCache the field
is deprecated and not even read.

Keep the model on a claim: one that a NIMCache fills (\`storage.nimCache\`), or an existing one
(\`storage.pvc\`).`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go and nimcache_types.go; Kubernetes Pod Security Standards, HostPath volumes",
  check(service, report) {
    const folder = service.spec.storage?.hostPath;
    if (!folder) return;
    report(
      at("spec", "storage", "hostPath"),
      `spec.storage.hostPath ties the service to nodes that have ${folder}`,
      {
        help: "use spec.storage.nimCache.name (a NIMCache fills a volume), or spec.storage.pvc.name for a claim that exists",
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
    hostPath: /raid/models/llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
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
`,
  },
});
