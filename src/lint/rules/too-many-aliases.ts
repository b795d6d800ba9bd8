import { sourceRule } from "../rule.ts";

export const tooManyAliases = sourceRule({
  id: "too-many-aliases",
  title: "aliases make the document far larger than it looks",
  reads: "too-many-aliases",
  severity: "error",
  enforcedBy: "parser",
  why: `An alias stands for everything below its anchor. Anchors that are made of aliases multiply: six
lines can stand for a million values (the "billion laughs"). kubectl refuses documents whose aliases expand
too far, and nimops stops at 100,000 values.`,
  source: "sigs.k8s.io/yaml (go-yaml: document contains excessive aliasing)",
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  annotations:
    a: &a [x, x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
    d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
    e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
    f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
  labels: &labels
    team: search
  annotations: *labels
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
