import { sourceRule } from "../rule.ts";

export const unknownKind = sourceRule({
  id: "unknown-kind",
  title: "the API group of the NIM Operator has no such kind",
  reads: "unknown-kind",
  severity: "error",
  enforcedBy: "api-server",
  why: `The API server does not know the kind and refuses the document (\`no matches for kind\`). Kinds are
spelt to the letter: NIMCache, NIMService, NIMPipeline, NIMBuild.`,
  source: "CRDs of k8s-nim-operator",
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NimCache
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
