import { at, rule } from "../rule.ts";
import { hasUnknownField, isWritten } from "../written.ts";

/** C1: exactly one of `ngc`, `dataStore`, `hf`. */
export const cacheSourceExactlyOne = rule({
  id: "cache-source-exactly-one",
  title: "a cache has no source, or more than one",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "api-server",
  why: `A NIMCache is filled from one place: NGC (\`ngc\`), a NeMo DataStore (\`dataStore\`) or a Hugging
Face hub (\`hf\`). The CRD refuses a \`spec.source\` with none of them, and one with several, because the
operator would not know which of them to download.

To cache a model from two places, write two NIMCaches.`,
  source: "CRD rule on NIMCache.spec.source (C1)",
  check(cache, report) {
    if (!cache.spec.source) return;
    const path = at("spec", "source");
    const written = sources.filter((name) => isWritten(cache, [...path, name]));
    if (written.length === 0 && !hasUnknownField(cache, path)) {
      report(path, "spec.source names no source", {
        help: "add exactly one of `ngc` (NVIDIA NGC), `hf` (Hugging Face) or `dataStore` (NeMo DataStore)",
      });
    }
    if (written.length > 1) {
      report(path, `spec.source has ${written.join(" and ")}; only one source is allowed`, {
        help: `keep one of ${written.join(", ")}; a second source needs a NIMCache of its own`,
        related: written.map((name) => [...path, name]),
      });
    }
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
          - product: h100
    hf:
      endpoint: https://huggingface.co
      namespace: meta-llama
      modelName: Llama-3.1-8B-Instruct
      authSecret: hf-token
      modelPuller: nvcr.io/nim/nvidia/llm-nim:1.12.0
      pullSecret: ngc-pull
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

const sources = ["ngc", "dataStore", "hf"];
