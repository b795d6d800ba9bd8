import { sourceRule } from "../rule.ts";

export const duplicateKey = sourceRule({
  id: "duplicate-key",
  title: "a key stands twice in one map",
  reads: "duplicate-key",
  severity: "error",
  enforcedBy: "parser",
  why: `kubectl keeps the last of the two without a word, and the API server never sees the first;
kustomize, Helm and other strict readers refuse the file. Most of the time somebody has changed the one that
does not count.`,
  source:
    "YAML 1.2, 3.2.1.1: keys of a map are unique; sigs.k8s.io/yaml v1.6 takes the last where it is not strict; seen with kubectl 1.32",
  examples: {
    bad: `
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
      size: 80Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
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
`,
  },
});
