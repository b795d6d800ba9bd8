import { sourceRule } from "../rule.ts";

export const unknownApiVersion = sourceRule({
  id: "unknown-api-version",
  title: "a NIM kind has an apiVersion that does not exist",
  reads: "unknown-api-version",
  severity: "error",
  enforcedBy: "api-server",
  why: `All kinds of the NIM Operator are served as \`apps.nvidia.com/v1alpha1\`, and nothing else, in every
version up to now. The API server refuses another version or group (\`no matches for kind\`).`,
  source: "CRDs of k8s-nim-operator 3.0.2 to main",
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1
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
