import { sourceRule } from "../rule.ts";

export const listItemNotAnObject = sourceRule({
  id: "list-item-not-an-object",
  title: "an item of a List is no object",
  reads: "not-an-object",
  severity: "error",
  enforcedBy: "api-server",
  why: `Every item of a \`kind: List\` is a whole manifest, with apiVersion, kind, metadata and spec.
kubectl sends each item on its own, and fails for the whole file where one is empty or a plain value.`,
  source: "apimachinery meta/v1 List; kubectl",
  examples: {
    bad: `
apiVersion: v1
kind: List
items:
  - apiVersion: apps.nvidia.com/v1alpha1
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
  - llama-8b
`,
    good: `
apiVersion: v1
kind: List
items:
  - apiVersion: apps.nvidia.com/v1alpha1
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
