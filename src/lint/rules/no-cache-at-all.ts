import { storageSourcesOf } from "../../nim/storage-sources.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

export const noCacheAtAll = rule({
  id: "no-cache-at-all",
  title: "a service downloads its model at every start",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `With \`storage.emptyDir\` the model is downloaded again by each new pod: at every update, node drain and
scale-up. That takes about 20 minutes for usual models, the GPUs idle meanwhile, and a start depends on NGC or
Hugging Face being there.

Make a NIMCache once and name it in \`storage.nimCache.name\`.`,
  source: "k8s-nim-operator v3.1.2, standalone/nimservice.go reconcileNIMService; seen on a cluster",
  check(service, report) {
    const { storage } = service.spec;
    // None at all is storage-exactly-one's, an unnamed claim pvc-name-missing's.
    if (isRefused(service, at("spec", "storage")) || storageSourcesOf(storage).join() !== "emptyDir") return;
    report(at("spec", "storage", "emptyDir"), "every pod downloads the whole model when it starts", {
      help: "make a NIMCache and name it in spec.storage.nimCache.name",
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
    emptyDir:
      sizeLimit: 100Gi
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
