import { sourceRule } from "../rule.ts";

export const ambiguousScalar = sourceRule({
  id: "ambiguous-scalar",
  title: "a plain value means one thing to kubectl and another to YAML 1.2",
  reads: "ambiguous-scalar",
  severity: "warning",
  enforcedBy: "nimops",
  why: `kubectl reads YAML 1.1: \`yes\`, \`on\` and \`y\` are true, \`0777\` is 511, \`1_000\` is 1000.
Editors, \`yq\`, JavaScript and many CI tools read YAML 1.2, where these are text or other numbers. A file
that two tools read differently goes wrong at the first one that writes it back.

Write \`true\` or \`false\`, decimal numbers, and put text in quotes.`,
  source: "YAML 1.1 types (bool, int, float); YAML 1.2 core schema; sigs.k8s.io/yaml",
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
      create: yes
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
