import { sourceRule } from "../rule.ts";

export const unrenderedTemplate = sourceRule({
  id: "unrendered-template",
  title: "a file is a Helm template that has not been rendered",
  reads: "unrendered-template",
  severity: "info",
  enforcedBy: "nimops",
  why: `A file below \`templates/\` with \`{{ }}\` in it is no YAML before Helm has rendered it, so there is
nothing to judge. Lint what Helm makes of it: \`helm template CHART | nimops lint -\`.`,
  source: "Helm, chart template guide",
  examples: {
    path: "chart/templates/cache.yaml",
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: {{ .Release.Name }}
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
