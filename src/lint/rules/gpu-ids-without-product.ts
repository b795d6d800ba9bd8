import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T13: depends on the form of the model manifest; so a warning. */
export const gpuIdsWithoutProduct = rule({
  id: "gpu-ids-without-product",
  title: "a cache lists device ids of a GPU without its product",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `Images with the older form of model manifest (without \`schema_version\`) look for the product first,
and compare device ids only with profiles of that product: an entry of \`model.gpus\` without \`product\`
selects nothing. Where every entry is like that the cache stays \`NotReady\` with \`no profiles are selected for
caching\`. Newer manifests compare ids and products apart from each other.`,
  source: "k8s-nim-operator v3.1.2, nimparser/v1 (trap T13)",
  check(cache, report) {
    const model = cache.spec.source?.ngc?.model;
    if ((model?.profiles?.length ?? 0) > 0) return;
    model?.gpus?.forEach((gpu, index) => {
      if (!gpu?.ids?.length || gpu.product) return;
      const path = at("spec", "source", "ngc", "model", "gpus", index);
      if (isRefused(cache, [...path, "product"])) return;
      report(
        [...path, "ids"],
        "device ids without a product select nothing on images with the older manifest",
        {
          help: "write the product beside the ids, such as `product: h100`",
        },
      );
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
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - ids: ["2330"]
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
            ids: ["2330"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});
