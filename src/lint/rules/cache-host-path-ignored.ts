import { at, remove, rule } from "../rule.ts";

/** T5, with a claim beside it. */
export const cacheHostPathIgnored = rule({
  id: "cache-host-path-ignored",
  title: "a cache names a hostPath beside its claim",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `\`storage.hostPath\` of a NIMCache is deprecated and no code reads it: the model goes to the claim of
\`storage.pvc\`, whatever the path says. Remove it, so that nobody looks for the model there.`,
  source: "k8s-nim-operator v3.1.2, nimcache_controller.go (trap T5)",
  check(cache, report) {
    const { hostPath, pvc } = cache.spec.storage ?? {};
    if (!hostPath || Object.keys(pvc ?? {}).length === 0) return;
    report(
      at("spec", "storage", "hostPath"),
      "spec.storage.hostPath is not read; the model goes to spec.storage.pvc",
      {
        help: "remove spec.storage.hostPath",
        related: [at("spec", "storage", "pvc")],
        fix: remove("spec", "storage", "hostPath"),
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
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    hostPath: /mnt/models
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
