import { productsOfTag, tagsContaining } from "../../gpu/find-product.ts";
import { quoted } from "../../nim/quoted.ts";
import { at, rule } from "../rule.ts";

/** The product is looked for anywhere in the profile's tag. */
export const gpuProductMatchesMore = rule({
  id: "gpu-product-matches-more",
  title: "a GPU product matches more products than it names",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `A profile is selected if its GPU tag *contains* the product, whatever stands before or behind it:
\`a10\` is in \`a100\` and \`a10g\`, \`l4\` in \`l40s\`, \`h20\` in \`h200\` and \`gh200\`, \`b200\` in
\`gb200\`. Every match is downloaded, so the volume fills with engines for GPUs that are not there.

Add the ids of the boards that are meant: a profile must then carry one of them too. Or pin the profile by
its id.`,
  source: "k8s-nim-operator v3.1.2, internal/nimparser v1 and v2 (strings.Contains)",
  check(cache, report) {
    cache.spec.source?.ngc?.model?.gpus?.forEach(({ product, ids = [] }, gpu) => {
      if (!product || ids.length > 0) return;
      const wanted = product.toLowerCase();
      const others = tagsContaining(product).filter((tag) => tag !== wanted && !tag.startsWith(`${wanted}_`));
      const own = productsOfTag(wanted);
      if (others.length === 0 || (own.length === 0 && new Set(others.map(stem)).size < 2)) return;
      const idList = own.flatMap(({ pciIds }) => pciIds.map((id) => `"${id}"`)).join(", ");
      report(
        at("spec", "source", "ngc", "model", "gpus", gpu, "product"),
        `product ${quoted(product)} also matches profiles for ${others.join(", ")}`,
        {
          help:
            own.length > 0
              ? `add ids: [${idList}] beside it, so that only ${own.map(({ name }) => name).join(" or ")} is left`
              : `write one of ${others.join(", ")}`,
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
          - product: a10
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
          - product: a10
            ids: ["2236"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** `h100_nvl` is one of the `h100`. */
function stem(tag: string): string {
  return tag.split("_")[0] ?? tag;
}
