import { isCacheClaimNamed } from "../../nim/storage-sources.ts";
import { hasNoSpec, isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W5: the pvc must not be the zero value. `annotations: {}` is enough to make it one that W6 refuses. */
export const cacheStorageMissing = rule({
  id: "cache-storage-missing",
  title: "a cache says nothing about its volume",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `A NIMCache keeps its files on a PersistentVolumeClaim: \`spec.storage.pvc\` is the only storage that
the operator knows for it. \`spec.storage.hostPath\` is still in the CRD, but nothing reads it. The webhook
refuses a cache whose pvc says nothing (empty texts say nothing). Without the webhook the operator waits for
a claim NAME-pvc that nobody makes, and the cache stays NotReady for ever.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W5); nimcache_controller.go, reconcilePVC (trap T5)",
  check(cache, report) {
    const { storage } = cache.spec;
    if (isCacheClaimNamed(storage?.pvc) || isRefused(cache, ["spec", "storage"])) return;
    if (storage === undefined && !hasNoSpec(cache)) return;
    const ignored = storage?.hostPath ? "; hostPath is not read by the operator" : "";
    report(at("spec", "storage"), `spec.storage names no volume for the cache${ignored}`, {
      help: "add spec.storage.pvc: `create: true` with size and volumeAccessMode, or the `name` of an existing claim",
      ...(storage?.hostPath ? { related: [at("spec", "storage", "hostPath")] } : {}),
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
          - product: h100
  storage: {}
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
