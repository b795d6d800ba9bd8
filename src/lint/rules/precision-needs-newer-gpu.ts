import { productsOfTag, tagsContaining } from "../../gpu/find-product.ts";
import { fp8Support, type GpuProduct, supportsBf16 } from "../../gpu/products.ts";
import { at, rule } from "../rule.ts";

/** What a precision needs of the silicon. */
export const precisionNeedsNewerGpu = rule({
  id: "precision-needs-newer-gpu",
  title: "a precision is asked for that the GPU does not compute in",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "nimops",
  why: `FP8 arithmetic exists from compute capability 8.9 on (L4, L40S, H100), BF16 from 8.0 on (A100,
A10G), 4-bit floats from Blackwell on. For an older GPU an image has usually no profile of that precision,
so that nothing is selected and the cache stays \`NotReady\`; where it has one, weights are converted at
every step and the gain is memory, not speed.

Ask for \`bf16\` or \`fp16\` there, or for a newer GPU. What the image's own profiles say wins over this
table.`,
  source:
    "compute capabilities: ai-dynamo/aiconfigurator, MIG user guide; NIM for LLMs support matrix; vLLM documentation on FP8",
  check(cache, report) {
    const { precision = "", gpus = [] } = cache.spec.source?.ngc?.model ?? {};
    const need = Object.hasOwn(needs, precision.toLowerCase()) ? needs[precision.toLowerCase()] : undefined;
    const products = gpus.flatMap(({ product }) => (product ? [product] : []));
    const known = products.flatMap((product) => tagsContaining(product).flatMap((tag) => productsOfTag(tag)));
    if (!need || products.length === 0 || known.length === 0 || known.some(need.met)) return;
    const places = gpus.flatMap(({ product }, index) =>
      product ? [at("spec", "source", "ngc", "model", "gpus", index, "product")] : [],
    );
    report(
      at("spec", "source", "ngc", "model", "precision"),
      `${products.join(", ")} cannot compute in ${precision}`,
      {
        help: `write ${bestOf(known)}, or ask for a GPU ${need.words}`,
        related: places.slice(0, 3),
      },
    );
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
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: a10g
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
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: l40s
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** NVIDIA lists NVFP4 profiles for H100 and H200 too, so Hopper is let through. */
const hasFourBits = ({ computeCapability: [major] }: GpuProduct) => major >= 9;

function bestOf(products: readonly GpuProduct[]): string {
  if (products.every((product) => fp8Support(product) === "native")) return "fp8";
  return products.every(supportsBf16) ? "bf16" : "fp16";
}

const needs: Readonly<Record<string, { met: (product: GpuProduct) => boolean; words: string }>> = {
  fp8: { met: (product) => fp8Support(product) === "native", words: "such as l40s, h100 or newer" },
  bf16: { met: supportsBf16, words: "such as a10g, a100 or newer" },
  nvfp4: { met: hasFourBits, words: "such as h100 or b200" },
  fp4: { met: hasFourBits, words: "such as h100 or b200" },
};
