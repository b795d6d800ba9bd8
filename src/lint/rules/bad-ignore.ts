import { sourceRule } from "../rule.ts";

export const badIgnore = sourceRule({
  id: "bad-ignore",
  title: "an ignore gives no reason, or names no rule that can be ignored",
  reads: "bad-ignore",
  severity: "error",
  enforcedBy: "nimops",
  why: `An ignore silences a finding for everybody who comes later, so it says which and why:
\`# nimops-ignore RULE[, RULE…]: reason\`, or the annotation \`nimops.dev/ignore: "RULE: reason; RULE: reason"\`.
Without a rule, a reason or the colon between them it silences **nothing**; of several rules, those that exist
are silenced.

Rules about text that cannot be read at all (\`yaml-syntax\` and others that the parser enforces) and about
ignores themselves cannot be ignored in the file.`,
  source: "nimops",
  examples: {
    bad: `
# nimops-ignore image-tag-latest
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:latest
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
# nimops-ignore image-tag-latest: the demo always shows the newest
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:latest
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
