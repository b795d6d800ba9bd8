import { at, remove, rule, unsafe } from "../rule.ts";

/** T14: a missing tag is not `false`. */
export const loraFalseMatchesLittle = rule({
  id: "lora-false-matches-little",
  title: "a cache asks for profiles that say of themselves what they are not",
  kinds: ["NIMCache"],
  severity: "info",
  enforcedBy: "operator",
  why: `\`lora\` and \`buildable\` have three values. \`false\` does not mean *without*: it keeps only profiles
that carry the tag with the value \`false\`, and many manifests have no such tag at all, so that nothing is
selected. Left out, \`lora\` keeps LoRA profiles away on images with the older form of model manifest and does
not filter on newer ones; \`buildable\` does not filter (the older form never looks at it).`,
  source: "k8s-nim-operator v3.1.2, nimparser/v1 and v2 (trap T14)",
  check(cache, report) {
    const model = cache.spec.source?.ngc?.model;
    if (!model || (model.profiles?.length ?? 0) > 0) return;
    for (const [field, tag] of tags) {
      if (model[field] !== false) continue;
      const path = at("spec", "source", "ngc", "model", field);
      report(path, `model.${field}: false keeps only profiles that are tagged ${tag} "false"`, {
        help: `remove model.${field}, unless the image's manifest has that tag in the profiles that you want`,
        fix: unsafe(remove(...path)),
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
        lora: false
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
        lora: true
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

const tags = [
  ["lora", "feat_lora"],
  ["buildable", "trtllm_buildable"],
] as const;
