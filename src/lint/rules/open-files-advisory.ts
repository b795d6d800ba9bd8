import { modelInQuestion } from "../model-in-question.ts";
import { rule } from "../rule.ts";

/** Large models are many files. */
export const openFilesAdvisory = rule({
  id: "open-files-advisory",
  title: "caching a large model needs a higher limit of open files",
  kinds: ["NIMCache"],
  severity: "info",
  enforcedBy: "nimops",
  why: `Advisory. The download of a model of about 49 billion parameters and more keeps many files open at
once. With the usual limit of a container runtime the job fails with "too many open files", after a long
while, and begins again.

Set \`LimitNOFILE=65536\` (or more) in the runtime's unit on the nodes that fill caches. The manifest cannot
do that; switch this rule off once the nodes are prepared.`,
  source: "NVIDIA article on private AI with NIM (LimitNOFILE 65536 for models of 49B and more)",
  check(cache, report) {
    const model = modelInQuestion(cache);
    if (!model || model.billions < 49) return;
    report(model.path, `caching a model of ${model.billions} billion parameters opens many files at once`, {
      help: "set LimitNOFILE=65536 for the container runtime on the nodes that fill caches",
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-70b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.3-70b-instruct:1.14.1
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "4"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 300Gi
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
