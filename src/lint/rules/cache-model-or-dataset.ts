import { at, rule } from "../rule.ts";
import { hasUnknownField, isWritten } from "../written.ts";

/** C4, C5: exactly one of `modelName`, `datasetName`. */
export const cacheModelOrDataset = rule({
  id: "cache-model-or-dataset",
  title: "a cache names neither a model nor a dataset, or both",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "api-server",
  why: `A cache from a Hugging Face hub or a NeMo DataStore holds one thing: the model that \`modelName\`
names, or the dataset that \`datasetName\` names. The CRD refuses a source with neither, and one with both.`,
  source: "CRD rules on NIMCache.spec.source.dataStore (C4) and .hf (C5)",
  check(cache, report) {
    for (const hub of ["hf", "dataStore"] as const) {
      const path = at("spec", "source", hub);
      if (!cache.spec.source?.[hub]) continue;
      const written = ["modelName", "datasetName"].filter((name) => isWritten(cache, [...path, name]));
      if (written.length === 0 && !hasUnknownField(cache, path)) {
        report(path, `spec.source.${hub} names neither a model nor a dataset`, {
          help: "add `modelName` or `datasetName`",
        });
      }
      if (written.length === 2) {
        report([...path, "datasetName"], `spec.source.${hub} names both a model and a dataset`, {
          help: "keep one of them; the other needs a NIMCache of its own",
          related: [[...path, "modelName"]],
        });
      }
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
    hf:
      endpoint: https://huggingface.co
      namespace: meta-llama
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
  },
});
