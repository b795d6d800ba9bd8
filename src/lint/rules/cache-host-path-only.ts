import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T5: W5 refuses it too, where the webhook is on. */
export const cacheHostPathOnly = rule({
  id: "cache-host-path-only",
  title: "a cache keeps its model in a hostPath, which the operator does not read",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `\`storage.hostPath\` of a NIMCache is deprecated and no code reads it. Without \`storage.pvc\` the
operator looks for a claim of the name \`<cache>-pvc\`, finds none and leaves the cache \`NotReady\` for ever:
\`PersistentVolumeClaim "…-pvc" not found\`.

Let the operator make a claim, or name one that exists. For a folder of a node, make a PersistentVolume of type
\`local\` for it.`,
  source: "k8s-nim-operator v3.1.2, nimcache_controller.go reconcilePVC; seen on a cluster (trap T5)",
  check(cache, report) {
    const { hostPath, pvc } = cache.spec.storage ?? {};
    if (!hostPath || Object.keys(pvc ?? {}).length > 0 || isRefused(cache, at("spec", "storage", "pvc")))
      return;
    report(
      at("spec", "storage", "hostPath"),
      "spec.storage.hostPath is not read, and there is no spec.storage.pvc",
      {
        help: "write storage.pvc with `create: true`, size and volumeAccessMode, or with the name of a claim",
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
