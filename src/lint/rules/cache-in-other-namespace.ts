import { at, rule } from "../rule.ts";
import { cacheReferenceOf, cachesByName, usedCache } from "../used-cache.ts";

export const cacheInOtherNamespace = rule({
  id: "cache-in-other-namespace",
  title: "the cache of a service or build stands in another namespace",
  kinds: ["NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `A cache is looked up in the namespace of the service or build that names it, and its volume can be
mounted there only. A cache of the same name elsewhere does not help: the service is \`Failed\` with \`NIMCache
… not found\`.

Put both into one namespace, or make a second cache. Where no namespace is written, that of the cluster in
nimops.yaml counts, or \`default\`.`,
  source: "k8s-nim-operator v3.1.2, standalone/nimservice.go, nimbuild_controller.go (trap T16)",
  check(resource, report, { set }) {
    const reference = cacheReferenceOf(resource);
    if (!reference || usedCache(resource, set)) return;
    const elsewhere = set.derive(cachesByName).get(reference.name)?.[0];
    if (!elsewhere) return;
    const { name, namespace } = elsewhere;
    const message = `NIMCache ${name} is in namespace ${namespace}, its user in ${resource.namespace}`;
    report([...reference.path, "name"], message, {
      help: `move one of them: a cache serves its own namespace only`,
      related: [{ resource: elsewhere, path: at("metadata", "namespace") }],
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  namespace: model-store
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
  namespace: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  namespace: chat
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
  namespace: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
