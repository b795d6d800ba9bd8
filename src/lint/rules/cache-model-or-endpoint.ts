import { at, rule } from "../rule.ts";

/** C2: `model` and `modelEndpoint` exclude each other. */
export const cacheModelOrEndpoint = rule({
  id: "cache-model-or-endpoint",
  title: "an NGC source filters model profiles and also names a model endpoint",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "api-server",
  why: `An NGC source is of one of two sorts. With \`model\` the operator reads the model manifest of the
image and caches the profiles that fit; with \`modelEndpoint\` the download job makes a model store from
that NGC address, and there are no profiles to choose from. The CRD refuses both together; even \`model:
{}\` counts, while \`model:\` without a value does not.`,
  source: "CRD rule on NIMCache.spec.source.ngc (C2)",
  check(cache, report) {
    const { model, modelEndpoint } = cache.spec.source?.ngc ?? {};
    if (model === undefined || modelEndpoint === undefined) return;
    const path = at("spec", "source", "ngc");
    report([...path, "modelEndpoint"], "spec.source.ngc has both model and modelEndpoint", {
      help: "keep `model` to cache profiles of the NIM image, or `modelEndpoint` to cache that model",
      related: [[...path, "model"]],
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
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      modelEndpoint: ngc://nim/meta/llama-3.1-8b-instruct:hf-1.0
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
