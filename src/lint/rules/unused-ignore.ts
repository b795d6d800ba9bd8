import { sourceRule } from "../rule.ts";

export const unusedIgnore = sourceRule({
  id: "unused-ignore",
  title: "an ignore or an override silences nothing",
  reads: "unused-ignore",
  severity: "warning",
  enforcedBy: "nimops",
  why: `What was wrong has been corrected, or has moved away from its ignore. One that stays behind silences the
next mistake of that kind without anybody having decided it. Each rule that an ignore names is looked at by
itself; rules that are off are left out, as they find nothing that could be ignored.

Overrides in nimops.yaml are told only where everything was linted that nimops.yaml covers, not where files
are named.`,
  source: "nimops",
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      # nimops-ignore image-tag-latest: the demo always shows the newest
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
