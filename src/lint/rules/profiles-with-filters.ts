import { formatPath } from "../../nim/value.ts";
import { at, remove, rule, unsafe } from "../rule.ts";

/** W1b to W1h: nothing beside `profiles`, not even `lora: false`. */
export const profilesWithFilters = rule({
  id: "profiles-with-filters",
  title: "explicit profiles and a filter are given at once",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `Explicit \`profiles\` and the filters (\`precision\`, \`engine\`, \`tensorParallelism\`,
\`qosProfile\`, \`gpus\`, \`lora\`, \`buildable\`) are two ways of choosing. The webhook refuses both at
once, also \`lora: false\` and \`buildable: false\`. Without the webhook the operator passes the ids on and
ignores every filter, whatever they say.

Keep the ids: they are exact, and do not change with the GPUs that the operator finds in the cluster.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W1b to W1h); nimcache_controller.go",
  check(cache, report) {
    const filter = cache.spec.source?.ngc?.model;
    if (!filter?.profiles?.length) return;
    for (const name of filters) {
      const value = filter[name];
      if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) continue;
      report(
        at(...model, name),
        `${formatPath([...model, name])} is not allowed beside profiles, which alone decide`,
        {
          help: `remove ${name} to keep the listed profiles, or remove profiles to choose by filters`,
          related: [at(...model, "profiles")],
          fix: unsafe(remove(...model, name)),
        },
      );
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
        profiles:
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
        engine: tensorrt_llm
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
        profiles:
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

const model = ["spec", "source", "ngc", "model"];
const filters = [
  "precision",
  "engine",
  "tensorParallelism",
  "qosProfile",
  "gpus",
  "lora",
  "buildable",
] as const;
