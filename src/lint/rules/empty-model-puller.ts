import { at, rule } from "../rule.ts";

/** W3: the CRD asks for the field, not for a text in it. */
export const emptyModelPuller = rule({
  id: "empty-model-puller",
  title: "modelPuller is empty",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.source.ngc.modelPuller\` is the NIM image that reads its own list of profiles and downloads
them. The webhook refuses an empty one. Without the webhook the manifest pod is refused for its missing
image, and the cache never gets any further; and \`modelPuller\` cannot be changed later, so that the cache
has to be deleted and made again.`,
  source: "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W3)",
  check(cache, report) {
    if (cache.spec.source?.ngc?.modelPuller !== "") return;
    report(at("spec", "source", "ngc", "modelPuller"), "spec.source.ngc.modelPuller is empty", {
      help: "write the NIM image with its tag, such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: ""
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
