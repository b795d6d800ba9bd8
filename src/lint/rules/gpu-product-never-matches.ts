import { productOfLabel, tagsContaining } from "../../gpu/find-product.ts";
import { quoted } from "../../nim/quoted.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** Node labels are long, tags are short, and the long is looked for in the short. */
export const gpuProductNeverMatches = rule({
  id: "gpu-product-never-matches",
  title: "a GPU product is a node label, which no LLM profile contains",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The filter looks for the product inside the profile's GPU tag. Tags of LLM profiles are short
(\`H100\`, \`L40S\`, \`H100_NVL\`), so a whole node label such as \`NVIDIA-H100-80GB-HBM3\` is never found
in one: nothing is selected, and the cache stays \`NotReady\` with "no profiles are selected for caching".
Only some older NIMs for other than language models carry such keys.

Write the short name, and the PCI id if several boards share it.`,
  source: "k8s-nim-operator v3.1.2, internal/nimparser v1 and v2; tags of NIM model manifests",
  check(cache, report) {
    cache.spec.source?.ngc?.model?.gpus?.forEach(({ product }, gpu) => {
      if (!product || tagsContaining(product).length > 0) return;
      const meant = productOfLabel(product.replaceAll(" ", "-"));
      if (!meant && !/^(nvidia|tesla)[- ]/i.test(product)) return;
      const path = at("spec", "source", "ngc", "model", "gpus", gpu, "product");
      report(path, `${quoted(product)} is a node label; the tags of LLM profiles are short names`, {
        help: meant?.tag === undefined ? "write the short name, such as h100 or l40s" : `write ${meant.tag}`,
        fix: meant?.tag === undefined ? undefined : unsafe(set(path, meant.tag)),
      });
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
          - product: NVIDIA-H100-80GB-HBM3
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
